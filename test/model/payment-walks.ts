/**
 * Walks through the model, for a test that drives real code along them.
 *
 * - `initialState(rules)` of payment-model.ts: the first state. Rules: `{ ...ROW_FIRST, ...PROTOCOL, faults: 2 }`.
 * - `transitionsFrom(state, rules)`: all that can happen next.
 * - `decode(state)` of payment-decoded.ts: the state as a plain object.
 * - `randomWalk(rules, { seed, steps })`: one way, the same for the same seed.
 * - `coveringWalks(rules, limit)`: ways from the initial state that together visit every reachable state, or the first `limit`.
 *
 * In a walk a process keeps its place and an intent its number, so that both can be mapped to real ones. The states that
 * `search` counts are in normal form (`normalForm`), where interchangeable processes and intents are exchanged.
 */
import { initialState } from './payment-model.ts';
import { NOBODY, PaymentMoves } from './payment-moves.ts';
import { normalisePayment } from './payment-normal-form.ts';
import type { PaymentRules } from './payment-rules.ts';
import { newState, type PaymentBytes } from './payment-state.ts';
import { emitTransitions } from './payment-transitions.ts';

export interface PaymentTransition {
  /** What happens, such as 'consumer: confirm intent 1: succeeded'. */
  readonly label: string;
  /** The place of the process that takes a step; null where the client, Kafka, the gateway or time acts, or a process starts. */
  readonly process: number | null;
  /** It needs neither a fault nor luck. */
  readonly isLive: boolean;
  readonly next: PaymentBytes;
}

export function transitionsFrom(state: PaymentBytes, rules: PaymentRules): readonly PaymentTransition[] {
  const m = new PaymentMoves(rules);
  const transitions: PaymentTransition[] = [];
  m.before.set(state);
  emitTransitions(m, (label, isLive) => {
    const process = m.worker === NOBODY ? null : m.worker;
    transitions.push({ label, process, isLive, next: copyOf(m.after) });
  });
  return transitions;
}

function copyOf(state: PaymentBytes): PaymentBytes {
  const copy = newState();
  copy.set(state);
  return copy;
}

export function normalForm(state: PaymentBytes, rules: PaymentRules): PaymentBytes {
  const copy = copyOf(state);
  normalisePayment(copy, rules);
  return copy;
}

interface RandomWalk {
  /** An integer. */
  readonly seed: number;
  readonly steps: number;
}

/** Shorter than `steps` where nothing more can happen. */
export function randomWalk(rules: PaymentRules, { seed, steps }: RandomWalk): readonly PaymentTransition[] {
  const random = randomNumbers(seed);
  const walk: PaymentTransition[] = [];
  for (let state = initialState(rules); walk.length < steps; ) {
    const choices = transitionsFrom(state, rules);
    const chosen = choices[Math.floor(random() * choices.length)];
    if (chosen === undefined) break;
    walk.push(chosen);
    state = chosen.next;
  }
  return walk;
}

/** From 0 to 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A state as it was first reached; the first one has no `step`. */
interface Visit {
  readonly state: PaymentBytes;
  readonly from?: Visit;
  readonly step?: PaymentTransition;
  isPassed: boolean;
}

/** Breadth first, so each way to a state is a shortest one. */
export function* coveringWalks(rules: PaymentRules, limit: number): Generator<readonly PaymentTransition[]> {
  const known = new Set<string>();
  const visits: Visit[] = [];
  const visit = (visited: Visit) => {
    const key = normalForm(visited.state, rules).join();
    if (known.size === limit || known.has(key)) return;
    known.add(key);
    visits.push(visited);
    if (visited.from) visited.from.isPassed = true;
  };
  visit({ state: initialState(rules), isPassed: false });
  for (const from of visits)
    for (const step of transitionsFrom(from.state, rules)) visit({ state: step.next, from, step, isPassed: false });
  for (const visited of visits) if (!visited.isPassed) yield walkTo(visited);
}

function walkTo(end: Visit): readonly PaymentTransition[] {
  const walk: PaymentTransition[] = [];
  for (let visit: Visit | undefined = end; visit?.step; visit = visit.from) walk.push(visit.step);
  return walk.reverse();
}
