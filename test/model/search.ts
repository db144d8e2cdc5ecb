import { LiveEdges } from './live-edges.ts';
import { grown, numberAt, StateSet } from './state-set.ts';

/** Takes the successor that lies in `after`, and may overwrite it there. Live = it needs neither a fault nor luck. */
export type Emit = (label: string, isLive: boolean) => void;

/** A finite system of states. A state is an array of bytes, a multiple of 4. */
export interface TransitionSystem {
  readonly initial: Uint8Array;
  /** The state whose successors are asked for. */
  readonly before: Uint8Array<ArrayBuffer>;
  /** Where each successor is written. */
  readonly after: Uint8Array<ArrayBuffer>;
  /** Emits each successor of `before`. */
  readonly next: (emit: Emit) => void;
  /** Brings `after` into its normal form: forgets what can no longer matter, orders what is interchangeable. */
  readonly normalise: () => void;
  /** The invariant that `after`, in its normal form, violates; or null. */
  readonly violation: () => string | null;
  /** Whether everything has come to its end in `after`, in its normal form. */
  readonly isGoal: () => boolean;
}

export interface SearchResult {
  readonly states: number;
  readonly transitions: number;
  /** The violated invariant, or that a state is stuck; null where the model holds. */
  readonly violation: string | null;
  /** Labels of a shortest way to the violation. */
  readonly trace: readonly string[];
  /** How many states have no live path to a goal; 0 where an invariant is violated, since then the search ends early. */
  readonly stuck: number;
}

interface SearchOptions {
  /** Called now and then with the count of states found, and of those whose successors are known. */
  readonly onProgress?: (found: number, expanded: number) => void;
}

export const STUCK = 'stuck: no fault-free path to the end';
const STATES_BETWEEN_PROGRESS = 4_096;

/**
 * Visits every state that can be reached, breadth first. Safety: no state violates an invariant. Liveness: from EVERY state
 * a path of live transitions leads to a goal.
 */
export function search(model: TransitionSystem, { onProgress }: SearchOptions = {}): SearchResult {
  const before = new Int32Array(model.before.buffer);
  const after = new Int32Array(model.after.buffer);
  const states = new StateSet(after.length);
  const edges = new LiveEdges();
  const goals: number[] = [];
  let parents = new Int32Array(1 << 16);
  let current = -1;
  let transitions = 0;
  let violation: string | null = null;

  const visit = (): number => {
    model.normalise();
    const known = states.size;
    const number = states.add(after);
    if (number < known) return number;
    if (number === parents.length) parents = grown(parents);
    parents[number] = current;
    violation = model.violation();
    if (model.isGoal()) goals.push(number);
    return number;
  };
  const emit: Emit = (_label, isLive) => {
    if (violation !== null) return;
    transitions++;
    const number = visit();
    if (isLive && number !== current) edges.add(number);
  };

  model.after.set(model.initial);
  visit();
  for (current = 0; current < states.size && violation === null; current++) {
    edges.nextState();
    states.copyTo(current, before);
    model.next(emit);
    if (current % STATES_BETWEEN_PROGRESS === 0) onProgress?.(states.size, current);
  }
  const searched = { model, states, parents };
  const counts = { states: states.size, transitions };
  if (violation !== null) return { ...counts, stuck: 0, violation, trace: wayTo(states.size - 1, searched) };
  const stuck = edges.stuck(goals);
  const [first] = stuck;
  if (first === undefined) return { ...counts, stuck: 0, violation: null, trace: [] };
  return { ...counts, stuck: stuck.length, violation: STUCK, trace: wayTo(first, searched) };
}

interface Searched {
  readonly model: TransitionSystem;
  readonly states: StateSet;
  readonly parents: Int32Array;
}

/** Labels are not stored: each step of the way is taken once more. */
function wayTo(last: number, { model, states, parents }: Searched): string[] {
  const before = new Int32Array(model.before.buffer);
  const after = new Int32Array(model.after.buffer);
  const trace: string[] = [];
  let number = last;
  for (let parent = numberAt(parents, number); parent >= 0; parent = numberAt(parents, number)) {
    const step: string[] = [];
    states.copyTo(parent, before);
    model.next((label) => {
      model.normalise();
      if (states.isAt(number, after)) step.push(label);
    });
    trace.unshift(...step.slice(0, 1));
    number = parent;
  }
  return trace;
}
