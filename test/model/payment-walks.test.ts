import { describe, expect, it } from 'vitest';
import { decode } from './payment-decoded.ts';
import { initialState, paymentModel } from './payment-model.ts';
import { PROTOCOL, ROW_FIRST } from './payment-rules.ts';
import { MOST_INTENTS } from './payment-state.ts';
import { coveringWalks, normalForm, randomWalk, transitionsFrom } from './payment-walks.ts';
import { search } from './search.ts';

const rules = { ...ROW_FIRST, ...PROTOCOL, faults: 2 };
const small = { ...ROW_FIRST, ...PROTOCOL, cancellation: false, webhook: false, consumers: 1, faults: 0 };

/** As a set: labels name intents by numbers, which the normal form exchanges. */
const successorsOf = (state: ReturnType<typeof initialState>) =>
  [...new Set(transitionsFrom(state, rules).map(({ next }) => normalForm(next, rules).join()))].sort();

describe('walk through the model', () => {
  it('repeats a random walk for the same seed', () => {
    const labels = (seed: number) => randomWalk(rules, { seed, steps: 50 }).map(({ label }) => label);

    expect(labels(7)).toEqual(labels(7));
    expect(labels(7)).not.toEqual(labels(8));
  });

  it('can go the same ways from a state and from its normal form', () => {
    let compared = 0;
    for (let seed = 0; seed < 100; seed++)
      for (const { next } of randomWalk(rules, { seed, steps: 60 })) {
        // The normal form forgets intents, and so has room for another.
        if (decode(next).intents.length === MOST_INTENTS) break;
        expect(successorsOf(next)).toEqual(successorsOf(normalForm(next, rules)));
        compared++;
      }

    expect(compared).toBeGreaterThan(500);
  });

  it('visits every state that the search finds', () => {
    const visited = new Set([normalForm(initialState(small), small).join()]);
    for (const walk of coveringWalks(small, 100_000))
      for (const { next } of walk) visited.add(normalForm(next, small).join());

    expect(visited.size).toBe(search(paymentModel(small)).states);
    expect(visited.size).toBeGreaterThan(50);
  });

  it('tells of a state in words', () => {
    const walk = [
      'consumer: delivered',
      'consumer: reads: no row',
      'consumer: create: intent 1',
      'consumer: claim with the intent',
    ];

    const state = walk.reduce((from, wanted) => {
      const step = transitionsFrom(from, rules).find(({ label }) => label === wanted);
      return step?.next ?? from;
    }, initialState(rules));

    expect(decode(state)).toMatchObject({
      row: { state: 'CHARGING', isLeased: true, isDue: false, intent: 1 },
      intents: [{ number: 1, state: 'open' }],
      workers: [{ place: 0, kind: 'consumer', step: 'confirm', owns: true, isStale: false, intent: 1 }],
      records: { orderPlaced: true, orderCancelled: false },
      gateway: { key: 1 },
      faultsLeft: 2,
    });
  });
});
