import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { kafkaHandler } from '../../../functions/platform/kafka-handler.ts';
import { orderIdOf } from '../../doubles/order-builders.ts';
import { logsOf } from '../../harness/captured-logs.ts';

const event = {
  records: { 't-0': [{ topic: 't', partition: 0, offset: 5, timestamp: 1, key: 'aw==', value: 'dg==' }] },
};
const ofOrder = {
  records: { 't-0': [{ ...event.records['t-0'][0], key: Buffer.from(orderIdOf(1)).toString('base64') }] },
};
const aHandler = (process: () => Promise<void>) =>
  kafkaHandler({ process, mode: 'report', concurrency: 1, timePerRecord: 1_000 });
const leaving = (milliseconds: number) => ({ getRemainingTimeInMillis: () => milliseconds }) as Context;

describe('handle a batch of Kafka records', () => {
  it('answers no failure where each record is done', async () => {
    expect(await aHandler(async () => undefined)(event, leaving(1_001))).toEqual({ batchItemFailures: [] });
  });

  it('reports a failure and says where it was and why', async () => {
    let answer = {};
    const logs = await logsOf(async () => {
      answer = await aHandler(() => Promise.reject(new Error('held')))(event, leaving(1_001));
    });

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: { partition: 't-0', offset: 5 } }] });
    expect(logs).toMatchObject([{ level: 'WARN', partition: 't-0', offset: 5, error: { message: 'held' } }]);
  });

  it('says of which order the record is that failed', async () => {
    const handler = aHandler(() => Promise.reject(new Error('held')));

    expect(await logsOf(() => handler(ofOrder, leaving(1_001)))).toMatchObject([{ orderId: orderIdOf(1) }]);
  });

  it('begins no record that could not end within the invocation', async () => {
    let begun = 0;
    const handler = aHandler(async () => {
      begun++;
    });

    const logs = await logsOf(() => handler(event, leaving(1_000)));

    expect(begun).toBe(0);
    expect(logs).toMatchObject([{ error: { message: 'no time is left in this invocation' } }]);
  });
});
