import { describe, expect, it } from 'vitest';
import { flowFigures } from '../../../console/server/flow-figures.ts';

const NOW = 1_000_000;
const passing = (at: number, after: number | undefined = 10) =>
  ({ edge: 'settle', orderId: 'ord_1', at, after, duplicate: false }) as const;

describe('the figures of an edge', () => {
  it('are the rate over the last five whole seconds', () => {
    const figures = flowFigures();
    for (let count = 0; count < 10; count += 1) figures.pass(passing(NOW - 2_000));
    figures.pass(passing(NOW - 60_000));

    expect(figures.perSecond('settle', NOW)).toBe(2);
    expect(figures.edges(NOW).accept).toEqual({ perSecond: 0, p99: null });
  });

  it('are percentiles of the last minute, without copies', () => {
    const figures = flowFigures();
    for (let after = 1; after <= 100; after += 1) figures.pass(passing(NOW - 1_000, after));
    figures.pass({ ...passing(NOW, 9_999), duplicate: true });
    figures.pass(passing(NOW - 61_000, 8_888));

    expect(figures.latency('settle', 0.5, NOW)).toBe(51);
    expect(figures.latency('settle', 0.99, NOW)).toBe(100);
    expect(figures.duplicates()).toBe(1);
  });

  it('hold a percentile for a second, since ten frames a second are sent', () => {
    const figures = flowFigures();
    figures.pass(passing(NOW, 10));
    expect(figures.edges(NOW).settle.p99).toBe(10);
    figures.pass(passing(NOW, 500));

    expect(figures.edges(NOW + 900).settle.p99).toBe(10);
    expect(figures.edges(NOW + 1_000).settle.p99).toBe(500);
  });

  it('are taken as moves once, forty at most', () => {
    const figures = flowFigures();
    for (let count = 0; count < 60; count += 1) figures.pass(passing(NOW));

    expect(figures.takeMoves()).toHaveLength(40);
    expect(figures.takeMoves()).toEqual([]);
  });
});
