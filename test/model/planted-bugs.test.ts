import { describe, expect, it } from 'vitest';
import { HOLDS } from './model-case.ts';
import { lostBugs, moneyBugs } from './payment-bugs.ts';
import { harms } from './payment-harms.ts';
import { search } from './search.ts';

describe('find a bug that is planted into the payment protocol', () => {
  const bugs = [...moneyBugs, ...lostBugs];

  it.each(bugs)('$name: $outcome', ({ model, faults, outcome }) => {
    const { violation, trace } = search(model(faults));

    expect(violation).toBe(outcome);
    expect(trace).not.toEqual([]);
  });

  it('has as many as the documentation says', () => {
    expect(new Set(bugs.map(({ name }) => name)).size).toBe(42);
  });
});

describe('see the harm of a bug whose own invariant is not checked', () => {
  it.each(harms)('$name: $outcome', { timeout: 300_000 }, ({ model, faults, outcome }) => {
    expect(search(model(faults)).violation ?? HOLDS).toBe(outcome);
  });
});
