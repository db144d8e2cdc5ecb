import { describe, expect, it } from 'vitest';
import type { NodeFigures } from '../../../console/contract/live-events.ts';
import { briefDuration, spokenEdge, stationFigure, stationTroubles } from '../../../console/page/src/flow-words.ts';

const quiet: NodeFigures = { state: 'up', inFlight: 3, errors: 0, retries: 0 };

describe('the words of a station', () => {
  it('counts what a store holds, and what a function works at', () => {
    expect(stationFigure('orders', { ...quiet, count: 1 })).toBe('1 order');
    expect(stationFigure('order-placed', { ...quiet, count: 12_345 })).toBe('12,345 events');
    expect(stationFigure('payment-processor', { ...quiet, count: 7 })).toBe('3 in flight');
    expect(stationFigure('orders', quiet)).toBe('orders not counted');
  });

  it('names retries and errors, and nothing where there are none', () => {
    expect(stationTroubles({ ...quiet, retries: 1, errors: 2 })).toBe('1 retry, 2 errors');
    expect(stationTroubles({ ...quiet, retries: 1_400 })).toBe('1,400 retries');
    expect(stationTroubles(quiet)).toBe('');
  });
});

describe('the words of an edge', () => {
  it('says its rate, and how late 99 percent are where something passed', () => {
    expect(spokenEdge('publish', { perSecond: 2, p99: 340 })).toBe(
      'events acknowledged: 2.0 a second, 99 percent within 340 ms of placing',
    );
    expect(spokenEdge('retry', { perSecond: 0, p99: null })).toBe('payments retried: 0.0 a second');
  });

  it.each([
    [340, '340 ms'],
    [9_949, '9.9 s'],
    [184_000, '184 s'],
    [1_020_000, '17 min'],
    [90_000_000, '25 h'],
  ])('writes %i ms in few letters', (ms, text) => {
    expect(briefDuration(ms)).toBe(text);
  });
});
