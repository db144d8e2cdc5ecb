/** Seconds since a moment of `performance.now()`, as text. */
export const since = (started: number, now = performance.now()) => seconds(now - started);

export const seconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(1)} s`;
