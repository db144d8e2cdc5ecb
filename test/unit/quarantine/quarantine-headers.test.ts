import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  CONNECT_HEADERS,
  QUARANTINE_HEADERS,
  QuarantineRequest,
  REDRIVE_HEADERS,
  SPRING_HEADERS,
} from '../../../functions/contracts/quarantined-record.ts';
import { PLACED_AT } from '../../doubles/order-builders.ts';
import { aQuarantine, aQuarantineRequest, base64 } from '../../doubles/quarantine-builders.ts';

describe("add quarantine's headers to a record", () => {
  it('says where it was, why it is here and since when, under names of its own', async () => {
    const { quarantine, text } = aQuarantine();

    await quarantine(aQuarantineRequest());

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

  it.each([
    ['2025-12-31T08:00:00.000Z', '2025-12-31T08:00:00.000Z'],
    ['x'.repeat(600_000), PLACED_AT],
  ])('says since when as a redrive wrote it, and as nobody else did', async (written, said) => {
    const { quarantine, text } = aQuarantine();
    const value = Buffer.from(written).toString('base64');

    await quarantine(aQuarantineRequest({ headers: [{ name: REDRIVE_HEADERS.firstFailedAt, value }] }));

    expect(text(QUARANTINE_HEADERS)).toMatchObject({ firstFailedAt: said });
  });

  it('says it in the way of Spring Kafka and of Kafka Connect too', async () => {
    const { quarantine, text, message } = aQuarantine();

    await quarantine(aQuarantineRequest());

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

  it.each([1.7e18, 2 ** 63, -1])('says it for the timestamp %d, too', async (timestamp) => {
    const { quarantine, text } = aQuarantine();

    await quarantine(z.parse(QuarantineRequest, aQuarantineRequest({ timestamp })));

    expect(text(QUARANTINE_HEADERS)).toMatchObject({ timestamp: String(timestamp) });
  });

  it.each([
    [{ a: null, b: [7], c: null }, 'a,c'],
    [{ ['x'.repeat(2_001)]: null }, 'x'.repeat(2_000)],
  ])('names the headers without a value, which Kafka will have as empty ones', async (given, named) => {
    const { quarantine, text } = aQuarantine();
    const headers = Object.entries(given).map(([name, value]) => ({ name, value: value && base64(value) }));

    await quarantine(aQuarantineRequest({ headers }));

    expect(text(QUARANTINE_HEADERS)).toMatchObject({ nullHeaders: named });
  });

  it('goes on counting where a record that was put back fails again', async () => {
    const { quarantine, text } = aQuarantine();
    const headers = [
      { name: 'chargeonce.redrive.attempts', value: base64([...Buffer.from('2')]) },
      { name: 'chargeonce.redrive.first-failed-at', value: base64([...Buffer.from('2025-12-31T00:00:00.000Z')]) },
    ];

    await quarantine(aQuarantineRequest({ headers }));

    expect(text(QUARANTINE_HEADERS)).toMatchObject({
      attempts: '3',
      firstFailedAt: '2025-12-31T00:00:00.000Z',
      lastFailedAt: PLACED_AT,
    });
  });

  it("keeps the record's own headers of the names that it adds, before those", async () => {
    const { quarantine, message } = aQuarantine();

    await quarantine(aQuarantineRequest({ headers: [{ name: 'chargeonce.quarantine.topic', value: base64([1]) }] }));

    expect(message()?.headers['chargeonce.quarantine.topic']).toEqual([
      Buffer.from([1]),
      Buffer.from('orders.order-placed.v1'),
    ]);
  });
  it('keeps headers by whatever name', async () => {
    const { quarantine, message } = aQuarantine();
    const names = ['__proto__', 'constructor', '1'];

    await quarantine(aQuarantineRequest({ headers: names.map((name) => ({ name, value: base64([7]) })) }));

    const kept = Object.entries(message()?.headers ?? {}).filter(([name]) => names.includes(name));
    expect(new Map(kept)).toEqual(new Map(names.map((name) => [name, [Buffer.from([7])]])));
  });
  it('has room for its headers in the quarantine topic, however long the reason', async () => {
    const { quarantine, message } = aQuarantine();

    const longest = 'x'.repeat(1_000_000);
    await quarantine({ ...aQuarantineRequest({ headers: [] }), error: { name: longest, message: longest } });

    const bytes = Object.values(message()?.headers ?? {})
      .flat()
      .join('').length;
    expect(bytes).toBeLessThan(32_768);
  });
});
