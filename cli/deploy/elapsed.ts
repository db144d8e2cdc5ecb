/** Seconds since a moment of `performance.now()`, as text. */
export const since = (started: number) => `${((performance.now() - started) / 1_000).toFixed(1)} s`;
