import { describe, expect, it } from 'vitest';
import type { LayerResult } from '../../../proof/layer.ts';
import { isProven, provenTable } from '../../../proof/proven-layers.ts';

const layer: LayerResult = {
  layer: 'simulation',
  cases: 50_000,
  unit: 'lives',
  faultsInjected: 900_000,
  violations: [],
  seconds: 151.4,
  notes: [],
};

describe('whether all is proven', () => {
  it.each<[boolean, string, Partial<LayerResult>]>([
    [true, 'nothing is violated', {}],
    [true, 'every planted bug is caught', { planted: { planted: 3, caught: 3 } }],
    [false, 'something is violated', { violations: ['life 7'] }],
    [false, 'a planted bug is missed', { planted: { planted: 3, caught: 2 } }],
  ])('is %s where %s', (proven, _, differing) => {
    expect(isProven([layer, { ...layer, ...differing }])).toBe(proven);
  });
});

describe('the table of what was proven', () => {
  it('has a row for each layer', () => {
    expect(provenTable([layer, { ...layer, planted: { planted: 3, caught: 2 }, violations: ['one'] }]).rows).toEqual([
      ['simulation', '50,000 lives', '900,000', 0, '-', 151],
      ['simulation', '50,000 lives', '900,000', 1, '2 of 3', 151],
    ]);
  });
});
