import { describe, expect, it } from 'vitest';
import { toShardRecord } from '../../../lambda-local/event-sources/stream-event.ts';
import type { InvokeResponse } from '../../../lambda-local/functions/invocation.ts';
import { flightRecorder } from '../../../local/flight-recorder.ts';
import { orderIdOf } from '../../doubles/order-builders.ts';

const ORDER = orderIdOf(1);
const OTHER = orderIdOf(2);
const ok: InvokeResponse = { kind: 'returned', payload: { batchItemFailures: [] } };

const kafkaEvent = (...places: readonly (readonly [partition: number, offset: number, orderId: string])[]) => ({
  records: Object.fromEntries(
    [...Map.groupBy(places, ([partition]) => partition)].map(([partition, own]) => [
      `orders-${partition}`,
      own.map(([, offset, key]) => ({ topic: 'orders', partition, offset, key: Buffer.from(key).toString('base64') })),
    ]),
  ),
});
const streamEvent = (...sequenceNumbers: readonly string[]) => ({
  Records: sequenceNumbers.map((SequenceNumber) => ({
    eventSourceARN: 'arn:aws:dynamodb:us-east-1:0:table/Orders/stream/1',
    dynamodb: { SequenceNumber, Keys: { orderId: { S: ORDER } } },
  })),
});
const httpEvent = (method: string, rawPath: string, body = '') => ({
  rawPath,
  body,
  isBase64Encoded: false,
  requestContext: { http: { method } },
});

async function recorded(event: unknown, response: InvokeResponse, name = 'chargeonce-dev-payment-processor') {
  const recorder = flightRecorder(() => 5);
  await recorder.observe(async () => response)(name, event);
  return recorder;
}

const rowRecord = (status: string) =>
  toShardRecord(
    { dynamodb: { Keys: { orderId: { S: ORDER } }, NewImage: { orderId: { S: ORDER }, status: { S: status } } } },
    'arn',
  ).event;

describe('what a run remembers of an order', () => {
  it('is each Kafka record that a function was invoked with, and whether it comes again', async () => {
    const failures = { batchItemFailures: [{ itemIdentifier: { partition: 'orders-0', offset: 8 } }] };
    const recorder = await recorded(kafkaEvent([0, 7, ORDER], [0, 8, OTHER]), { kind: 'returned', payload: failures });

    expect(recorder.of(ORDER)).toMatchObject([{ outcome: 'ok', about: { topic: 'orders', partition: 0, offset: 7 } }]);
    expect(recorder.of(OTHER)).toMatchObject([{ outcome: 'failed', delivery: 1 }]);
    expect(recorder.activity('chargeonce-dev-payment-processor')).toEqual({ inFlight: 0, errors: 0, retries: 1 });
  });

  it('is how often a record was delivered', async () => {
    const recorder = flightRecorder();
    const invoke = recorder.observe(async () => ok);
    await invoke('f', kafkaEvent([0, 7, ORDER]));
    await invoke('f', kafkaEvent([0, 7, ORDER]));
    await invoke('f', kafkaEvent([0, 9, ORDER]));

    expect(recorder.of(ORDER).map((seen) => seen.kind === 'invocation' && seen.delivery)).toEqual([1, 2, 1]);
  });

  it('is each stream record, those from the reported one on as failed, all where the function failed', async () => {
    const partly = { kind: 'returned', payload: { batchItemFailures: [{ itemIdentifier: '2' }] } } as const;
    const seen = (await recorded(streamEvent('1', '2'), partly)).of(ORDER);
    expect(seen).toMatchObject([{ outcome: 'ok' }, { outcome: 'failed' }]);

    const failed = await recorded(streamEvent('1'), { kind: 'failed', error: 'Runtime exited' });
    expect(failed.of(ORDER)).toMatchObject([{ outcome: 'failed', error: 'Runtime exited' }]);
    expect(failed.activity('chargeonce-dev-payment-processor').errors).toBe(1);
  });

  it('is what was sent to the gateway for it, also where the request names only its intent', async () => {
    const recorder = flightRecorder();
    const created = { kind: 'returned', payload: { statusCode: 200, body: '{"id": "pi_7"}' } } as const;
    await recorder.observe(async () => created)(
      'gateway',
      httpEvent('POST', '/v1/payment_intents', `amount=5&metadata[orderId]=${ORDER}`),
    );
    await recorder.observe(async () => ({ kind: 'returned', payload: { statusCode: 402, body: '{}' } }))(
      'gateway',
      httpEvent('POST', '/v1/payment_intents/pi_7/confirm'),
    );

    expect(recorder.of(ORDER)).toMatchObject([
      { outcome: 'ok', about: { path: '/v1/payment_intents' } },
      { outcome: 'failed', about: { path: '/v1/payment_intents/pi_7/confirm' } },
    ]);
  });

  it('is the request that placed it', async () => {
    const accepted = { kind: 'returned', payload: { statusCode: 202, body: `{"orderId":"${ORDER}"}` } } as const;

    expect((await recorded(httpEvent('POST', '/orders', '{}'), accepted)).of(ORDER)).toHaveLength(1);
  });

  it('is its rows, each with the one before', () => {
    const recorder = flightRecorder();
    const heard: unknown[] = [];
    const end = recorder.listen((seen) => heard.push(seen));
    recorder.onRecord(rowRecord('PLACED'));
    recorder.onRecord(rowRecord('PAID'));
    end();
    recorder.onRecord(rowRecord('PAID'));

    expect(recorder.of(ORDER)[1]).toMatchObject({
      image: { status: { S: 'PAID' } },
      before: { status: { S: 'PLACED' } },
    });
    expect(heard).toHaveLength(2);
  });

  it('is what went into quarantine, and nothing of other events', async () => {
    const record = { topic: 'orders', partition: 1, offset: 3, key: Buffer.from(ORDER).toString('base64') };
    expect((await recorded({ action: 'quarantine', record }, ok)).of(ORDER)).toHaveLength(1);

    expect((await recorded({ action: 'consumer-lag' }, ok)).of('')).toEqual([]);
  });

  it('ends with the orders that are long ago', async () => {
    const recorder = flightRecorder();
    const invoke = recorder.observe(async () => ok);
    for (let number = 1; number <= 1_001; number += 1) await invoke('f', kafkaEvent([0, number, orderIdOf(number)]));

    expect(recorder.of(ORDER)).toEqual([]);
    expect(recorder.of(orderIdOf(1_001))).toHaveLength(1);
  });
});
