import { describe, expect, it } from 'vitest';
import { copiesOf, gapOf, latenciesOf } from '../../../bench/relay/appended-records.ts';

const appended = (orderId: string, placedAt: number, appendedAt: number) => ({ orderId, placedAt, appendedAt });

describe('what the records of a topic say of their relay', () => {
  // As partitions are read: not in the order of their times.
  const records = [appended('c', 300, 900), appended('a', 100, 105), appended('a', 100, 400), appended('b', 200, 212)];

  it('counts every record of an order but one as a copy', () => {
    expect(copiesOf(records)).toBe(1);
    expect(copiesOf([])).toBe(0);
  });

  it('takes the time until the first record of each order', () => {
    expect(latenciesOf(records).sort((one, other) => one - other)).toEqual([5, 12, 600]);
  });

  it('takes the longest time between two records one after the other', () => {
    expect(gapOf(records)).toBe(500);
    expect(gapOf(records.slice(0, 1))).toBe(0);
  });
});
