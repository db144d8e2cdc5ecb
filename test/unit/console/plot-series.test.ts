import { describe, expect, it } from 'vitest';
import type { LiveSample } from '../../../console/contract/live-events.ts';
import {
  formatCount,
  formatDuration,
  formatLeft,
  formatNumberOf,
  formatRate,
  shortId,
} from '../../../console/page/src/console-format.ts';
import { columnsOf, csvOf, PLOTS } from '../../../console/page/src/plot-series.ts';

const [rates, latency] = PLOTS;
if (rates === undefined || latency === undefined) throw new Error('There are no plots.');

const sample = (at: number, p50: number | null): LiveSample => ({
  at,
  ordersPerSecond: 2,
  paidPerSecond: 1.5,
  publishLag: 0,
  consumerLag: null,
  p50,
  p99: p50,
  duplicates: 0,
});

describe('the columns of a plot', () => {
  it('has the times in seconds, then a column for each line', () => {
    expect(columnsOf([sample(1_000, 600), sample(2_000, null)], latency.series)).toEqual([
      [1, 2],
      [600, null],
      [600, null],
    ]);
  });

  it('breaks the lines where nobody looked for a while', () => {
    expect(columnsOf([sample(1_000, 600), sample(60_000, 700)], latency.series)).toEqual([
      [1, 1.001, 60],
      [600, null, 700],
      [600, null, 700],
    ]);
  });
});

describe('a plot as CSV', () => {
  it('has a row for each sample, and nothing where nothing is known', () => {
    expect(csvOf([sample(0, null), sample(1_000, 612.5)], latency)).toBe(
      'at,p50,p99\r\n1970-01-01T00:00:00.000Z,,\r\n1970-01-01T00:00:01.000Z,612.5,612.5\r\n',
    );
    expect(csvOf([], rates)).toBe('at,orders,paid\r\n');
  });

  it('has names of lines that need no quotes', () => {
    for (const { label } of PLOTS.flatMap(({ series }) => series)) expect(label).not.toMatch(/[",\r\n]/);
  });
});

describe('formatting figures', () => {
  it.each([
    [0, '0/s'],
    [0.24, '0.2/s'],
    [9.96, '10/s'],
    [1_234.5, '1,235/s'],
  ])('writes a rate of %d', (rate, text) => {
    expect(formatRate(rate)).toBe(text);
  });

  it.each([
    [0, '0 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [9_949, '9.9 s'],
    [9_950, '10 s'],
    [59_600, '1 min'],
    [185_000, '3 min 5 s'],
    [3_599_600, '1 h'],
    [7_800_000, '2 h 10 min'],
    [86_400_000, '1 d'],
    [100_000_000, '1 d 4 h'],
    [-1_500, '-1.5 s'],
  ])('writes a duration of %d ms', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each([
    [-5, '0 s'],
    [6_001, '7 s'],
    [59_001, '1 min'],
    [64_200, '1 min 5 s'],
  ])('writes what is left of a time: %d ms', (ms, text) => {
    expect(formatLeft(ms)).toBe(text);
  });

  it('groups digits, counts words and shortens ids', () => {
    expect(formatCount(1_234_567)).toBe('1,234,567');
    expect([formatNumberOf(1, 'error'), formatNumberOf(0, 'error')]).toEqual(['1 error', '0 errors']);
    expect([shortId('ord_1'), shortId('ord_242Ro2bEJ6GaV7ufVlbf96')]).toEqual(['ord_1', '…ufVlbf96']);
  });
});
