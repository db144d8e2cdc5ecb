import type { Emit } from './search.ts';

interface MovesOptions<State> {
  readonly newState: () => State;
  /** The byte that holds how many faults may still happen. */
  readonly faultsLeft: number;
}

/**
 * Where the transitions of one state are written. Each begins `after` as a copy of `before` (`begin`, or `spendFault`), changes
 * it, and hands it over (`go`), which may overwrite it.
 */
export class Moves<State extends Uint8Array<ArrayBuffer>> {
  readonly before: State;
  readonly after: State;
  /** While set, no transition is live: nothing may have to wait for it. */
  needsLuck: boolean = false;
  readonly #faultsLeft: number;
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #kept: Int32Array;
  #who = '';
  #emit: Emit = () => undefined;

  constructor({ newState, faultsLeft }: MovesOptions<State>) {
    this.before = newState();
    this.after = newState();
    this.#faultsLeft = faultsLeft;
    this.#from = new Int32Array(this.before.buffer);
    this.#to = new Int32Array(this.after.buffer);
    this.#kept = new Int32Array(this.#to.length);
  }

  emitTo(emit: Emit) {
    this.#emit = emit;
  }

  /** Who acts from now on, as labels name it. */
  by(who: string) {
    this.#who = who;
  }

  begin() {
    copy(this.#from, this.#to);
  }

  get mayFail(): boolean {
    return this.before[this.#faultsLeft] !== 0;
  }

  spendFault() {
    this.begin();
    this.after[this.#faultsLeft] = (this.before[this.#faultsLeft] ?? 0) - 1;
  }

  /** Keeps the draft, for a second transition from it. */
  keep() {
    copy(this.#to, this.#kept);
  }

  beginFromKept() {
    copy(this.#kept, this.#to);
  }

  go(text: string, isLive: boolean) {
    this.#emit(this.#who + text, isLive && !this.needsLuck);
  }
}

function copy(from: Int32Array, to: Int32Array) {
  for (let i = 0; i < from.length; i++) to[i] = from[i] ?? 0;
}
