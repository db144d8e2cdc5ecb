import { describe, expect, it } from 'vitest';
import type { Bar } from '../../../console/contract/order-views.ts';
import { timelineRows } from '../../../console/page/src/timeline-rows.ts';

const NOW = 100_000;
const aBar = (bar: Partial<Bar>): Bar => ({
  id: 'a',
  lane: 'accepted',
  from: 1_000,
  until: 1_010,
  outcome: 'ok',
  title: 'saved',
  detail: '',
  evidence: [],
  ...bar,
});

describe('the rows of a timeline', () => {
  it('come in the order of the lanes, and within a lane by time', () => {
    const bars = [
      aBar({ id: 'paid', lane: 'status' }),
      aBar({ id: 'second', lane: 'charge', from: 3_000, until: 3_100 }),
      aBar({ id: 'first', lane: 'charge', from: 2_000, until: 2_100 }),
      aBar({ id: 'saved' }),
    ];

    const { rows } = timelineRows(bars, NOW);

    expect(rows.map(({ bar }) => bar.id)).toEqual(['saved', 'first', 'second', 'paid']);
    expect(rows.map(({ isFirst }) => isFirst)).toEqual([true, true, false, true]);
  });

  it('says when each began, and how long it was', () => {
    const bars = [aBar({}), aBar({ id: 'moment', lane: 'status', from: 1_500, until: 1_500 })];

    expect(timelineRows(bars, NOW).rows.map(({ times }) => times)).toEqual(['+0 ms, 10 ms', '+500 ms']);
  });

  it('draws what lasts up to now', () => {
    const bars = [aBar({}), aBar({ id: 'parked', lane: 'parked', from: 2_000, until: null })];

    const parked = timelineRows(bars, NOW).rows.find(({ bar }) => bar.id === 'parked');

    expect(parked?.times).toBe('+1.0 s, 1 min 38 s so far');
    expect((parked?.start ?? 0) + (parked?.width ?? 0)).toBeCloseTo(1);
  });

  it('does not stretch to now what is over', () => {
    const { marks } = timelineRows([aBar({})], NOW);

    expect(marks.at(-1)?.after).toBe(10);
  });

  it('draws nothing of a negative length where the page is behind the server', () => {
    const [row] = timelineRows([aBar({ from: NOW + 500, until: null })], NOW).rows;

    expect(row?.width).toBeGreaterThanOrEqual(0);
    expect(row?.times).toBe('+0 ms, 0 ms so far');
  });
});
