import { describe, expect, it } from 'vitest';
import type { QuarantineRequest } from '../../../functions/contracts/quarantine.ts';
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
  return { quarantine, sends, placed, message: () => sends[0]?.messages[0] };
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

  it('says where it was and why it is here, under names of its own', async () => {
    const { quarantine, message } = aQuarantine();

    await quarantine(aRequest({ headers: [] }));

    expect(message()?.headers).toEqual({
      'chargeonce.quarantine.topic': 'orders.order-placed.v1',
      'chargeonce.quarantine.partition': '4',
      'chargeonce.quarantine.offset': '17',
      'chargeonce.quarantine.timestamp': '1767268800000',
      'chargeonce.quarantine.error': 'InvalidJson',
      'chargeonce.quarantine.message': 'the value is not JSON in UTF-8',
      'chargeonce.quarantine.at': PLACED_AT,
    });
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
