import { describe, expect, it } from 'vitest';
import { quarantineRecord } from '../../../functions/quarantine/quarantine-record.ts';
import { PLACED_AT } from '../../doubles/order-builders.ts';
import { aQuarantine, aQuarantineRequest, base64 } from '../../doubles/quarantine-builders.ts';

describe('quarantine a record', () => {
  it("puts it into the consumer's quarantine topic and answers where it lies", async () => {
    const { quarantine, sends } = aQuarantine();

    const topic = 'orders.order-placed.v1.payment-processor.dlq';
    expect(await quarantine(aQuarantineRequest())).toEqual({ topic, partition: 2, offset: 9 });
    expect(sends).toMatchObject([{ topic, partition: 2, messages: [{}] }]);
  });

  it('keeps key, value and headers to the byte, repeated names and their order too', async () => {
    const { quarantine, message } = aQuarantine();
    const headers = [
      { name: 'a', value: base64([255]) },
      { name: 'b', value: base64([]) },
      { name: 'a', value: base64([0, 1]) },
    ];

    await quarantine(aQuarantineRequest({ headers }));

    expect(message()).toMatchObject({
      key: Buffer.from('k'),
      value: Buffer.from([0, 255, 128]),
      headers: { a: [Buffer.from([255]), Buffer.from([0, 1])], b: [Buffer.alloc(0)] },
    });
  });

  it('keeps null as null, and an empty value as empty', async () => {
    const [nulls, empties] = [aQuarantine(), aQuarantine()];

    await nulls.quarantine(aQuarantineRequest({ key: null, value: null }));
    await empties.quarantine(aQuarantineRequest({ key: '', value: '' }));

    expect(nulls.message()).toMatchObject({ key: null, value: null });
    expect(empties.message()).toMatchObject({ key: Buffer.alloc(0), value: Buffer.alloc(0) });
  });

  it("gives one key's records one partition, and those without a key the one of where they were", async () => {
    const { quarantine, placed } = aQuarantine();

    await quarantine(aQuarantineRequest());
    await quarantine(aQuarantineRequest({ offset: 99 }));
    await quarantine(aQuarantineRequest({ key: null }));

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

    await expect(quarantine(aQuarantineRequest())).rejects.toThrow('no broker');
  });
});
