import { describe, expect, it } from 'vitest';
import { STUCK, search, type TransitionSystem } from './search.ts';

interface Toy {
  readonly next: (at: number) => readonly { readonly to: number; readonly isLive: boolean }[];
  readonly bad?: number;
  readonly goal: number;
}

/** A state is one number. */
function toy({ next, bad, goal }: Toy): TransitionSystem {
  const before = new Uint8Array(4);
  const after = new Uint8Array(4);
  return {
    initial: new Uint8Array(4),
    before,
    after,
    next: (emit) => {
      for (const { to, isLive } of next(before[0] ?? 0)) {
        after[0] = to;
        emit(`to ${to}`, isLive);
      }
    },
    normalise: () => undefined,
    violation: () => (after[0] === bad ? 'it is bad' : null),
    isGoal: () => after[0] === goal,
  };
}

/** Up by one, or by two, as far as 200. */
const upwards = (at: number) => [at + 1, at + 2].filter((to) => to <= 200).map((to) => ({ to, isLive: true }));

describe('search every state', () => {
  it('counts each state and each transition once', () => {
    const { states, transitions, violation } = search(toy({ next: upwards, goal: 200 }));

    expect({ states, transitions, violation }).toEqual({ states: 201, transitions: 399, violation: null });
  });

  it('ends at a violation, with a shortest way to it', () => {
    const { violation, trace, states } = search(toy({ next: upwards, goal: 200, bad: 5 }));

    expect(violation).toBe('it is bad');
    expect(trace).toEqual(['to 1', 'to 3', 'to 5']);
    expect(states).toBeLessThan(201);
  });

  it('finds the states from which no live path leads to a goal', () => {
    const next = (at: number) =>
      at === 0 ? [step(1, true), step(2, false)] : at === 2 ? [step(3, true), step(1, false)] : [];

    const { violation, trace, stuck } = search(toy({ next, goal: 1 }));

    expect({ violation, trace, stuck }).toEqual({ violation: STUCK, trace: ['to 2'], stuck: 2 });
  });
});

const step = (to: number, isLive: boolean) => ({ to, isLive });
