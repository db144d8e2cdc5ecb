/** A set of states of one size in one arena, numbered from 0 on in the order in which they were added. */
export class StateSet {
  size = 0;
  readonly #words: number;
  #arena: Int32Array;
  /** Open addressing: the number of a state at its hash, or -1. */
  #table = new Int32Array(1 << 18).fill(-1);

  /** @param words size of a state in words of 4 bytes */
  constructor(words: number) {
    this.#words = words;
    this.#arena = new Int32Array(words << 16);
  }

  /** The number of the state; that of a new one is the former size. */
  add(state: Int32Array): number {
    const mask = this.#table.length - 1;
    let place = this.#hash(state, 0) & mask;
    for (;;) {
      const found = numberAt(this.#table, place);
      if (found < 0) break;
      if (this.isAt(found, state)) return found;
      place = (place + 1) & mask;
    }
    this.#table[place] = this.size;
    return this.#append(state);
  }

  isAt(number: number, state: Int32Array): boolean {
    const words = this.#words;
    const arena = this.#arena;
    const start = number * words;
    for (let i = 0; i < words; i++) if (arena[start + i] !== state[i]) return false;
    return true;
  }

  copyTo(number: number, state: Int32Array) {
    const words = this.#words;
    const start = number * words;
    for (let i = 0; i < words; i++) state[i] = numberAt(this.#arena, start + i);
  }

  #append(state: Int32Array): number {
    const start = this.size * this.#words;
    if (start === this.#arena.length) this.#arena = grown(this.#arena);
    this.#arena.set(state, start);
    this.size++;
    if (this.size * 2 > this.#table.length) this.#rehash();
    return this.size - 1;
  }

  #rehash() {
    const table = new Int32Array(this.#table.length * 2).fill(-1);
    const mask = table.length - 1;
    for (let number = 0; number < this.size; number++) {
      let place = this.#hash(this.#arena, number * this.#words) & mask;
      while (numberAt(table, place) >= 0) place = (place + 1) & mask;
      table[place] = number;
    }
    this.#table = table;
  }

  /** FNV-1a over words, mixed after each one as MurmurHash3 does. */
  #hash(source: Int32Array, start: number): number {
    const words = this.#words;
    let hash = 0x811c9dc5;
    for (let i = 0; i < words; i++) {
      hash = Math.imul(hash ^ numberAt(source, start + i), 0x01000193);
      hash ^= hash >>> 15;
      hash = Math.imul(hash, 0x2c1b3c6d);
      hash ^= hash >>> 13;
    }
    return hash >>> 0;
  }
}

/** The same numbers with twice the room. */
export function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** For places that exist. */
export const numberAt = (array: Int32Array, place: number) => array[place] ?? 0;
