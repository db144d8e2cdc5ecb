import { describe, expect, it } from 'vitest';
import { QUARANTINE_HEADERS } from '../../../functions/contracts/quarantined-record.ts';
import { quarantineNote } from '../../../functions/kafka-operator/list-quarantined.ts';

const WHOLE = { topic: 'orders.order-placed.v1', partition: '2', offset: '17', timestamp: '1700000000000' };
type Field = keyof typeof QUARANTINE_HEADERS;

const headers = (fields: Readonly<Partial<Record<Field, string>>>) =>
  Object.entries(fields).map(([field, value]) => ({
    name: QUARANTINE_HEADERS[field as Field],
    value: Buffer.from(value),
  }));

const originalOf = (fields: Readonly<Partial<Record<Field, string>>>) => quarantineNote(headers(fields)).original;

describe("read what quarantine's headers tell of a record", () => {
  it('gives the place that it came from', () => {
    expect(originalOf(WHOLE)).toEqual({
      topic: 'orders.order-placed.v1',
      partition: 2,
      offset: 17,
      timestamp: 1_700_000_000_000,
    });
  });

  it('gives a place that nobody knows as -1', () => {
    expect(originalOf({ ...WHOLE, offset: '-1' })).toMatchObject({ offset: -1 });
  });

  it.each(['topic', 'partition', 'offset', 'timestamp'] as const)('gives no place without the %s', (field) => {
    const { [field]: _absent, ...others } = WHOLE;

    expect(originalOf(others)).toBeNull();
  });

  it.each(['partition', 'offset', 'timestamp'] as const)('gives no place where the %s is no whole number', (field) => {
    for (const text of ['', 'x1', '1x', '1.5', '-2', '12345678901234567890'])
      expect(originalOf({ ...WHOLE, [field]: text })).toBeNull();
  });

  it('counts a record without a count once, and cuts off what would not fit into an answer', () => {
    const note = quarantineNote(headers({ message: 'x'.repeat(3_000), error: 'InvalidJson' }));

    expect(note).toEqual({
      original: null,
      error: 'InvalidJson',
      message: 'x'.repeat(2_000),
      attempts: 1,
      firstFailedAt: null,
      lastFailedAt: null,
    });
  });
});
