/** Whole numbers from `from` to `to`, the same for the same seed (mulberry32). */
export function seeded(seed: number) {
  let state = seed;
  return (from: number, to: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return from + (((mixed ^ (mixed >>> 14)) >>> 0) % (to - from + 1));
  };
}
