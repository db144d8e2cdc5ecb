import { describe, expect, it } from 'vitest';
import { type Bench, type Comparison, compare, inRounds, type Sample } from '../../../bench/harness/figure.ts';

const aBench = (differing: Partial<Bench> = {}): Bench => ({ rounds: 3, seed: 1, progress: () => {}, ...differing });

/** Variants that note who runs, and answer the samples of these walls one after the other. */
function runs(walls: Readonly<Record<string, readonly number[]>>) {
  const order: string[] = [];
  const variantOf = (name: string, values: readonly number[]) => {
    const left = [...values];
    return async (): Promise<Sample> => {
      order.push(name);
      return { wall: left.shift() ?? Number.NaN };
    };
  };
  const variants = Object.fromEntries(Object.entries(walls).map(([name, values]) => [name, variantOf(name, values)]));
  return { order, variants };
}

describe('measure in rounds', () => {
  it('runs every variant once a round, each round beginning with another one', async () => {
    const { order, variants } = runs({ a: [1, 2, 3], b: [4, 5, 6] });

    const samples = await inRounds({ bench: aBench(), cases: { one: {} }, variants, warmUps: 0 });

    expect(order).toEqual(['b', 'a', 'a', 'b', 'b', 'a']);
    expect(samples).toEqual({
      one: { a: [{ wall: 1 }, { wall: 2 }, { wall: 3 }], b: [{ wall: 4 }, { wall: 5 }, { wall: 6 }] },
    });
  });

  it('does not keep what warms up: several runs before the first case, one before the next', async () => {
    const { variants } = runs({ a: [90, 91, 1, 2, 3, 92, 4, 5, 6] });

    const samples = await inRounds({ bench: aBench(), cases: { one: {}, two: {} }, variants, warmUps: 2 });

    expect(samples).toEqual({
      one: { a: [{ wall: 1 }, { wall: 2 }, { wall: 3 }] },
      two: { a: [{ wall: 4 }, { wall: 5 }, { wall: 6 }] },
    });
  });

  it('says how far it is, up to the last run', async () => {
    const reported: string[] = [];
    const { variants } = runs({ a: [], b: [] });
    const bench = aBench({ progress: (done, total) => reported.push(`${done}/${total}`) });

    await inRounds({ bench, cases: { one: {}, two: {} }, variants, warmUps: 2 });

    expect([reported[0], reported.at(-1), reported.length]).toEqual(['1/18', '18/18', 18]);
  });

  it('tells its surroundings when a case begins, before the first run of it', async () => {
    const { order, variants } = runs({ a: [] });
    const begin = ({ delayMs = 0 }) => order.push(`begin ${delayMs}`);

    await inRounds({
      ...{ bench: aBench({ rounds: 1 }), cases: { one: { delayMs: 5 }, two: { delayMs: 7 } } },
      ...{ variants, warmUps: 1, begin },
    });

    expect(order).toEqual(['begin 5', 'a', 'a', 'begin 7', 'a', 'a']);
  });
});

describe('compare two variants', () => {
  const comparison: Comparison = {
    ...{ case: 'one', metric: 'wall', per: 'order', atMost: 0.5 },
    ...{ ours: 'ours', peer: 'peer', control: 'again' },
  };
  const walls = (...values: readonly number[]) => values.map((wall) => ({ wall }));

  it('takes the ratio of each round, their median and quartiles, and never that of the medians', () => {
    const samples = { one: { ours: walls(1, 2, 30), peer: walls(4, 4, 40), again: walls(2, 2, 30) } };

    const compared = compare(comparison, samples);

    expect(compared).toEqual({
      ratios: [0.25, 0.5, 0.75],
      spread: { median: 0.5, quartiles: [0.375, 0.625], min: 0.25, max: 0.75 },
      control: { median: 1, quartiles: [1, 1.5], min: 1, max: 2 },
      ...{ ours: 2, peer: 4, isMet: true },
    });
  });

  it('misses a goal that the median is above', () => {
    const samples = { one: { ours: walls(1, 6, 6), peer: walls(10, 10, 10) } };

    expect(compare(comparison, samples)).toMatchObject({ isMet: false, control: undefined });
  });

  it('takes the goal in every round where there is no peer to run', () => {
    const samples = { one: { ours: walls(10, 20, 30) } };

    expect(compare({ ...comparison, peer: 'goal', goal: 40 }, samples)).toMatchObject({
      ...{ ratios: [0.25, 0.5, 0.75], peer: 40, isMet: true },
    });
  });

  it.each([
    ['no case', {}],
    ['no peer', { one: { ours: walls(1) } }],
    ['a round of one side only', { one: { ours: walls(1, 2), peer: walls(1) } }],
    ['another metric', { one: { ours: [{ cpu: 1 }], peer: [{ cpu: 1 }] } }],
  ])('says nothing where there is %s', (_what, samples) => {
    expect(compare(comparison, samples)).toBeUndefined();
  });
});
