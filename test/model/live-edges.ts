import { grown, numberAt } from './state-set.ts';

/** The transitions that need neither fault nor luck, added in the order of the states that they leave. */
export class LiveEdges {
  #targets = new Int32Array(1 << 16);
  /** Where the targets of each state begin. */
  #starts = new Int32Array(1 << 16);
  #states = 0;
  #size = 0;

  /** What is added from now on leaves the next state. */
  nextState() {
    if (this.#states === this.#starts.length) this.#starts = grown(this.#starts);
    this.#starts[this.#states++] = this.#size;
  }

  add(target: number) {
    if (this.#size === this.#targets.length) this.#targets = grown(this.#targets);
    this.#targets[this.#size++] = target;
  }

  /** The states from which no path leads to a goal. */
  stuck(goals: readonly number[]): number[] {
    const { sources, starts } = this.#reversed();
    const reaches = new Uint8Array(this.#states);
    const waiting = [...goals];
    for (const goal of goals) reaches[goal] = 1;
    for (let target = waiting.pop(); target !== undefined; target = waiting.pop()) {
      const end = numberAt(starts, target + 1);
      for (let i = numberAt(starts, target); i < end; i++) {
        const source = numberAt(sources, i);
        if (reaches[source] === 0) waiting.push(source);
        reaches[source] = 1;
      }
    }
    return unreached(reaches);
  }

  /** For each state those that lead to it, by counting sort. */
  #reversed() {
    const starts = new Int32Array(this.#states + 1);
    for (let i = 0; i < this.#size; i++) increment(starts, numberAt(this.#targets, i) + 1);
    for (let state = 0; state < this.#states; state++)
      starts[state + 1] = numberAt(starts, state + 1) + numberAt(starts, state);
    const sources = new Int32Array(this.#size);
    const next = starts.slice();
    for (let state = 0; state < this.#states; state++) {
      const end = this.#endOf(state);
      for (let i = numberAt(this.#starts, state); i < end; i++)
        sources[increment(next, numberAt(this.#targets, i))] = state;
    }
    return { sources, starts };
  }

  #endOf(state: number): number {
    return state + 1 < this.#states ? numberAt(this.#starts, state + 1) : this.#size;
  }
}

function unreached(reaches: Uint8Array): number[] {
  const states: number[] = [];
  for (let state = 0; state < reaches.length; state++) if (reaches[state] === 0) states.push(state);
  return states;
}

/** The count before. */
function increment(counts: Int32Array, place: number): number {
  const count = numberAt(counts, place);
  counts[place] = count + 1;
  return count;
}
