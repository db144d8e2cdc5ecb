import { describe, expect, it } from 'vitest';
import { inSlices, slicesOf } from '../../../functions/auditor/span-slices.ts';

describe('cutting a time into parts that are listed at once', () => {
  it('leaves no second out, and has none twice', () => {
    const slices = slicesOf({ gte: 1_000, lt: 1_000 + 86_401 });

    expect(slices.at(0)?.gte).toBe(1_000);
    expect(slices.at(-1)?.lt).toBe(87_401);
    expect(slices.slice(1).map(({ gte }) => gte)).toEqual(slices.slice(0, -1).map(({ lt }) => lt));
    expect(slices.length).toBeLessThanOrEqual(96);
  });

  it.each([
    [{ gte: 5, lt: 5 }, []],
    [{ gte: 5, lt: 6 }, [{ gte: 5, lt: 6 }]],
    [
      { gte: 0, lt: 61 },
      [
        { gte: 0, lt: 60 },
        { gte: 60, lt: 61 },
      ],
    ],
  ])('of %o makes %o', (whole, slices) => {
    expect(slicesOf(whole)).toEqual(slices);
  });

  it('counts in whole seconds, and takes the begun ones at both ends', async () => {
    const listed: object[] = [];

    await inSlices({ from: 1_999, until: 3_001 }, async (created) => void listed.push(created));

    expect(listed).toEqual([{ gte: 1, lt: 4 }]);
  });
});
