import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timelineScale } from '../../../console/page/src/timeline-scale.ts';

const HOUR = 3_600_000;

describe('the scale of a timeline', () => {
  it('begins at the first moment and ends at the last, in whatever order they are given', () => {
    const { shareOf } = timelineScale([5_000, 1_000, 3_000]);

    expect([shareOf(1_000), shareOf(5_000)]).toEqual([0, 1]);
    expect([shareOf(0), shareOf(9_000)]).toEqual([0, 1]);
  });

  it('leaves the first second readable beside hours of waiting', () => {
    const { shareOf } = timelineScale([0, 100, 1_000, 5 * HOUR]);

    expect(shareOf(1_000)).toBeGreaterThan(0.3);
    expect(shareOf(100)).toBeGreaterThan(0.1);
  });

  it('gives a longer gap more room than a shorter one', () => {
    const { shareOf } = timelineScale([0, 10, 1_010, 1_010 + HOUR]);
    const widths = [shareOf(10), shareOf(1_010) - shareOf(10), 1 - shareOf(1_010)];

    expect(widths.toSorted((a, b) => a - b)).toEqual(widths);
  });

  it('never puts a later moment before an earlier one', () => {
    const moments = fc.array(fc.integer({ min: 0, max: 10 * HOUR }), { minLength: 1, maxLength: 20 });

    fc.assert(
      fc.property(moments, fc.integer({ min: -1, max: 11 * HOUR }), fc.nat(HOUR), (all, at, later) => {
        const { shareOf } = timelineScale(all);
        expect(shareOf(at + later)).toBeGreaterThanOrEqual(shareOf(at));
        expect(shareOf(at)).toBeGreaterThanOrEqual(0);
        expect(shareOf(at)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('marks both ends, and between them only where there is room for the words', () => {
    const { marks } = timelineScale([0, 1, 2, 3, 400, 800, 1_200], 0.2);

    expect(marks.map(({ after }) => after)).toEqual([0, 400, 1_200]);
  });

  it('marks one moment once, and nothing where nothing happened', () => {
    expect(timelineScale([7]).marks).toEqual([{ share: 0, after: 0 }]);
    expect(timelineScale([7]).shareOf(7)).toBe(0);
    expect(timelineScale([]).marks).toEqual([]);
  });
});
