const whole = new Intl.NumberFormat('en-GB');
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** A count: `12,340`. */
export const formatCount = (count: number) => whole.format(count);

/** A rate: `0.4/s`, `12/s`. */
export function formatRate(perSecond: number): string {
  return `${perSecond < 9.95 ? Number(perSecond.toFixed(1)) : whole.format(Math.round(perSecond))}/s`;
}

/** The time of day, here. */
export const formatClock = (at: number) => clock.format(at);

/** `1 error`, `2 errors`; of words that take an s. */
export const formatNumberOf = (count: number, word: string) =>
  `${whole.format(count)} ${word}${count === 1 ? '' : 's'}`;

/** A duration of milliseconds, to two or three digits: `48 ms`, `1.4 s`, `3 min 5 s`, `2 h 10 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return inTwo(seconds, ['min', 's'], 60);
  const minutes = Math.round(seconds / 60);
  return minutes < 1_440 ? inTwo(minutes, ['h', 'min'], 60) : inTwo(Math.round(minutes / 60), ['d', 'h'], 24);
}

/** What is left of a time, in whole seconds: `7 s`, `1 min 5 s`. */
export function formatLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1_000);
}

function inTwo(count: number, [large, small]: readonly [string, string], size: number): string {
  const rest = count % size;
  return `${Math.floor(count / size)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}

/** The end of an id, where its whole is in the link. */
export const shortId = (id: string) => (id.length <= 14 ? id : `…${id.slice(-8)}`);
