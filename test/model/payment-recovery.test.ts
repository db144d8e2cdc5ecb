import { describe, expect, it } from 'vitest';
import { casesNamed } from './model-cases.ts';
import { search } from './search.ts';

describe('bring every payment to its end', () => {
  it.each([
    ['no reconciler, nothing dropped', 1, 129_645, 711_711],
    ['no review for asking too often', 2, 859_898, 5_605_561],
    ['set back and rebuilt', 2, 554_788, 3_237_847],
    ['set back, rebuilt and looked up', 2, 532_637, 3_047_603],
  ] as const)('holds in every state: %s, faults: %i', { timeout: 300_000 }, (...row) => {
    const [name, faults, states, transitions] = row;
    const [result] = casesNamed([name]).map(({ model }) => search(model(faults)));

    expect(result).toMatchObject({ violation: null, trace: [], states, transitions });
  });
});
