import { describe, expect, it } from 'vitest';
import { casesNamed } from './model-cases.ts';
import { search } from './search.ts';

describe('search the payment protocol', () => {
  it.each([
    ['protocol', 1_462_394, 10_044_299],
    ['two retriers', 1_842_611, 13_594_104],
  ])('holds in every state with two faults: %s', { timeout: 300_000 }, (name, states, transitions) => {
    const [result] = casesNamed([name]).map(({ model }) => search(model(2)));

    expect(result).toMatchObject({ violation: null, trace: [], states, transitions });
  });
});

/** The counts are those of a first implementation of the same model, from which this one was ported. */
describe('search the forms that the protocol is made of', () => {
  it.each([
    ['row first, one call each', 0, 24, 43],
    ['intent first, one call each', 0, 20, 33],
    ['row first', 1, 34_885, 161_378],
    ['intent first', 1, 41_281, 194_709],
    ['intent first, cancellation', 1, 129_767, 692_091],
    ['intent first, two retriers', 1, 45_807, 278_634],
    ['plain protocol', 1, 130_157, 693_639],
    ['plain, no reconciler, nothing dropped', 1, 124_939, 671_665],
  ] as const)('holds in every state: %s, faults: %i', { timeout: 300_000 }, (...row) => {
    const [name, faults, states, transitions] = row;
    const [result] = casesNamed([name]).map(({ model }) => search(model(faults)));

    expect(result).toMatchObject({ violation: null, trace: [], states, transitions });
  });
});
