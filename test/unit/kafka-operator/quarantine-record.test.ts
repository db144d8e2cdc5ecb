import { describe, expect, it } from 'vitest';
import type { QuarantineRequest } from '../../../functions/contracts/quarantine.ts';
import {
  CONNECT_HEADERS,
  QUARANTINE_HEADERS,
  SPRING_HEADERS,
} from '../../../functions/contracts/quarantine-headers.ts';
import { quarantineRecord } from '../../../functions/kafka-operator/quarantine-record.ts';
import type { PartitionSend } from '../../../functions/platform/kafka-producer.ts';
import { PLACED_AT } from '../../doubles/order-builders.ts';

const base64 = (bytes: readonly number[]) => Buffer.from(bytes).toString('base64');

function aRequest(record: Partial<QuarantineRequest['record']> = {}): QuarantineRequest {
  return {
    action: 'quarantine',
    consumer: 'payment-processor',
    record: {
      topic: 'orders.order-placed.v1',
      partition: 4,
      offset: 17,
      timestamp: 1_767_268_800_000,
      key: base64([107]),
      value: base64([0, 255, 128]),
      headers: [],
      ...record,
    },
    error: { name: 'InvalidJson', message: 'the value is not JSON in UTF-8' },
  };
}

/** A quarantine topic that keeps what is sent to it. */
function aQuarantine() {
  const sends: PartitionSend[] = [];
  const placed: [string, string][] = [];
  const quarantine = quarantineRecord({
    partitionOf: async (topic, key) => {
      placed.push([topic, key]);
      return 2;
    },
    send: async (send) => {
      sends.push(send);
      return 9;
    },
    now: () => new Date(PLACED_AT),
  });
  const message = () => sends[0]?.messages[0];
  /** The last value of each of these headers, as text. */
  const text = (names: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(names).map(([field, name]) => [field, [message()?.headers[name]].flat().at(-1)?.toString()]),
    );
  return { quarantine, sends, placed, message, text };
}

describe('quarantine a record', () => {
  it("puts it into the consumer's quarantine topic and answers where it lies", async () => {
    const { quarantine, sends } = aQuarantine();

    const topic = 'orders.order-placed.v1.payment-processor.dlq';
    expect(await quarantine(aRequest())).toEqual({ topic, partition: 2, offset: 9 });
    expect(sends).toMatchObject([{ topic, partition: 2, messages: [{}] }]);
  });

  it('keeps key, value and headers to the byte, repeated names and their order too', async () => {
    const { quarantine, message } = aQuarantine();
    const headers = [
      { name: 'a', value: base64([255]) },
      { name: 'b', value: base64([]) },
      { name: 'a', value: base64([0, 1]) },
    ];

    await quarantine(aRequest({ headers }));

    expect(message()).toMatchObject({
      key: Buffer.from('k'),
      value: Buffer.from([0, 255, 128]),
      headers: { a: [Buffer.from([255]), Buffer.from([0, 1])], b: [Buffer.alloc(0)] },
    });
  });

  it('says where it was, why it is here and since when, under names of its own', async () => {
    const { quarantine, text } = aQuarantine();

    await quarantine(aRequest());

    expect(text(QUARANTINE_HEADERS)).toEqual({
      topic: 'orders.order-placed.v1',
      partition: '4',
      offset: '17',
      timestamp: '1767268800000',
      error: 'InvalidJson',
      message: 'the value is not JSON in UTF-8',
      attempts: '1',
      firstFailedAt: PLACED_AT,
      lastFailedAt: PLACED_AT,
      nullHeaders: undefined,
    });
  });

  it('says it in the way of Spring Kafka and of Kafka Connect too', async () => {
    const { quarantine, text, message } = aQuarantine();

    await quarantine(aRequest());

    const place = { topic: 'orders.order-placed.v1', partition: '4', offset: '17' };
    const why = { error: 'InvalidJson', message: 'the value is not JSON in UTF-8' };
    expect(text(CONNECT_HEADERS)).toEqual({ ...place, ...why });
    expect(text(SPRING_HEADERS)).toMatchObject({ topic: place.topic, ...why });
    expect(message()?.headers).toMatchObject({
      'kafka_dlt-original-partition': [Buffer.from([0, 0, 0, 4])],
      'kafka_dlt-original-offset': [Buffer.from([0, 0, 0, 0, 0, 0, 0, 17])],
      'kafka_dlt-original-timestamp': [Buffer.from([0, 0, 1, 0x9b, 0x79, 0x6d, 0xd6, 0])],
    });
  });

  it('goes on counting where a record that was put back fails again', async () => {
    const { quarantine, text } = aQuarantine();
    const headers = [
      { name: 'chargeonce.redrive.attempts', value: base64([...Buffer.from('2')]) },
      { name: 'chargeonce.redrive.first-failed-at', value: base64([...Buffer.from('2025-12-31T00:00:00.000Z')]) },
    ];

    await quarantine(aRequest({ headers }));

    expect(text(QUARANTINE_HEADERS)).toMatchObject({
      attempts: '3',
      firstFailedAt: '2025-12-31T00:00:00.000Z',
      lastFailedAt: PLACED_AT,
    });
  });

  it('names the headers that had no value', async () => {
    const { quarantine, text, message } = aQuarantine();

    await quarantine(aRequest({ headers: [{ name: 'a', value: null }] }));

    expect(text(QUARANTINE_HEADERS)).toMatchObject({ nullHeaders: 'a' });
    expect(message()?.headers).toMatchObject({ a: [Buffer.alloc(0)] });
  });

  it("keeps the record's own headers of the names that it adds, before those", async () => {
    const { quarantine, message } = aQuarantine();

    await quarantine(aRequest({ headers: [{ name: 'chargeonce.quarantine.topic', value: base64([1]) }] }));

    expect(message()?.headers['chargeonce.quarantine.topic']).toEqual([
      Buffer.from([1]),
      Buffer.from('orders.order-placed.v1'),
    ]);
  });

  it('keeps headers by whatever name', async () => {
    const { quarantine, message } = aQuarantine();
    const names = ['__proto__', 'constructor', '1'];

    await quarantine(aRequest({ headers: names.map((name) => ({ name, value: base64([7]) })) }));

    const kept = Object.entries(message()?.headers ?? {}).filter(([name]) => names.includes(name));
    expect(new Map(kept)).toEqual(new Map(names.map((name) => [name, [Buffer.from([7])]])));
  });

  it('has room for its headers in the quarantine topic, however long the reason', async () => {
    const { quarantine, message } = aQuarantine();

    const longest = 'x'.repeat(1_000_000);
    await quarantine({ ...aRequest({ headers: [] }), error: { name: longest, message: longest } });

    const bytes = Object.values(message()?.headers ?? {})
      .flat()
      .join('').length;
    expect(bytes).toBeLessThan(32_768);
  });

  it('keeps null as null, and an empty value as empty', async () => {
    const [nulls, empties] = [aQuarantine(), aQuarantine()];

    await nulls.quarantine(aRequest({ key: null, value: null }));
    await empties.quarantine(aRequest({ key: '', value: '' }));

    expect(nulls.message()).toMatchObject({ key: null, value: null });
    expect(empties.message()).toMatchObject({ key: Buffer.alloc(0), value: Buffer.alloc(0) });
  });

  it("gives one key's records one partition, and those without a key the one of where they were", async () => {
    const { quarantine, placed } = aQuarantine();

    await quarantine(aRequest());
    await quarantine(aRequest({ offset: 99 }));
    await quarantine(aRequest({ key: null }));

    const topic = 'orders.order-placed.v1.payment-processor.dlq';
    expect(placed[1]).toEqual(placed[0]);
    expect(placed[2]).toEqual([topic, 'orders.order-placed.v1-4']);
  });

  it('rejects where the broker does not have it', async () => {
    const quarantine = quarantineRecord({
      partitionOf: async () => 0,
      send: () => Promise.reject(new Error('no broker')),
      now: () => new Date(PLACED_AT),
    });

    await expect(quarantine(aRequest())).rejects.toThrow('no broker');
  });
});
