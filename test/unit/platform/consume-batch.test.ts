import { describe, expect, it } from 'vitest';
import { type ConsumeBatchDeps, consumeBatch } from '../../../functions/platform/kafka-handler.ts';
import type { KafkaRecord } from '../../../functions/platform/kafka-record.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';

const always = () => true;
const aRecord = (partition: number, offset: number, key: string | null = `k${offset}`) =>
  aKafkaRecord({ topic: 't', partition, offset, key: key === null ? null : Buffer.from(key) });
const placeOf = ({ partition, offset }: KafkaRecord) => `${partition}/${offset}`;
const reported = (partition: number, offset: number) => ({ itemIdentifier: { partition: `t-${partition}`, offset } });

/** A consumer for which the records at these places fail. */
function aConsumer({
  failing = [] as readonly string[],
  ...differing
}: Partial<ConsumeBatchDeps> & { failing?: readonly string[] } = {}) {
  const done: string[] = [];
  const failures: string[] = [];
  const consume = consumeBatch({
    process: async (record) => {
      if (failing.includes(placeOf(record))) throw new Error('held');
      done.push(placeOf(record));
    },
    mode: 'report',
    concurrency: 16,
    failed: (record) => failures.push(placeOf(record)),
    ...differing,
  });
  return { consume, done, failures };
}

describe('consume a batch', () => {
  it('processes every record and reports none', async () => {
    const { consume, done } = aConsumer();

    expect(await consume([aRecord(0, 1), aRecord(0, 2), aRecord(1, 1)], always)).toEqual({ batchItemFailures: [] });
    expect(new Set(done)).toEqual(new Set(['0/1', '0/2', '1/1']));
  });

  it('reports the first failure and every later record of its partition, and no other partition', async () => {
    const { consume, done, failures } = aConsumer({ failing: ['0/2'] });
    const batch = [aRecord(0, 1), aRecord(0, 2), aRecord(0, 3), aRecord(1, 1), aRecord(1, 9)];

    expect(await consume(batch, always)).toEqual({ batchItemFailures: [reported(0, 2), reported(0, 3)] });
    expect(done).toContain('1/9');
    expect(failures).toEqual(['0/2']);
  });

  it('reports from the lowest of several failures of a partition', async () => {
    const { consume } = aConsumer({ failing: ['0/4', '0/2', '1/1'] });
    const batch = [aRecord(0, 1), aRecord(0, 2), aRecord(0, 3), aRecord(0, 4), aRecord(1, 1)];

    expect(await consume(batch, always)).toEqual({
      batchItemFailures: [reported(0, 2), reported(0, 3), reported(0, 4), reported(1, 1)],
    });
  });

  it('throws when any record failed where failures can not be reported, after the others were processed', async () => {
    const { consume, done } = aConsumer({ mode: 'throw', failing: ['0/1'] });

    await expect(consume([aRecord(0, 1), aRecord(0, 2)], always)).rejects.toThrow('1 of 2 records failed');
    expect(done).toEqual(['0/2']);
  });

  it('processes the records of one key in order, and stops after the first that fails', async () => {
    const { consume, done } = aConsumer({ failing: ['0/3'] });

    await consume(
      [1, 2, 3, 4].map((offset) => aRecord(0, offset, 'k')),
      always,
    );

    expect(done).toEqual(['0/1', '0/2']);
  });

  it('begins no record before the one with the same key before it has ended', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const begun: string[] = [];
    const process = (record: KafkaRecord) => {
      begun.push(placeOf(record));
      return promise;
    };
    const consuming = aConsumer({ process }).consume(
      [aRecord(0, 1, 'a'), aRecord(0, 2, 'a'), aRecord(0, 3, 'b')],
      always,
    );
    await new Promise(setImmediate);

    expect(begun).toEqual(['0/1', '0/3']);
    resolve();
    await consuming;
    expect(begun).toEqual(['0/1', '0/3', '0/2']);
  });

  it('processes no more keys at once than it may', async () => {
    let underWay = 0;
    let most = 0;
    const process = async () => {
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay--;
    };
    await aConsumer({ process, concurrency: 3 }).consume(
      Array.from({ length: 20 }, (_, n) => aRecord(0, n)),
      always,
    );

    expect(most).toBe(3);
  });

  it('takes records without a key for one queue of their partition', async () => {
    const { consume, done } = aConsumer({ failing: ['0/1'] });

    await consume([aRecord(0, 1, null), aRecord(0, 2, null), aRecord(1, 1, null)], always);

    expect(done).toEqual(['1/1']);
  });

  it('fails the records for which no time is left, and begins none of them', async () => {
    const { consume, done, failures } = aConsumer({ concurrency: 1 });
    const times = [true, false, false];

    const answer = await consume([aRecord(0, 1), aRecord(0, 2), aRecord(0, 3)], () => times.shift() ?? false);

    expect(answer).toEqual({ batchItemFailures: [reported(0, 2), reported(0, 3)] });
    expect({ done, failures }).toEqual({ done: ['0/1'], failures: ['0/2', '0/3'] });
  });
});
