import type { LiveSample } from '../../contract/live-events.ts';

/** How much the plots show: as much as the server keeps. */
export const WINDOW_MS = 15 * 60_000;

/** The samples of both, each moment once, the oldest first, without what is older than the window. */
export function withSamples(known: readonly LiveSample[], more: readonly LiveSample[]): readonly LiveSample[] {
  if (more.length === 0) return known;
  const all = merged(known, more);
  const oldest = endOf(all) - WINDOW_MS;
  return all.slice(all.findIndex(({ at }) => at >= oldest));
}

const endOf = (of: readonly LiveSample[]) => of.at(-1)?.at ?? 0;

function merged(known: readonly LiveSample[], more: readonly LiveSample[]): readonly LiveSample[] {
  const [next] = more;
  // The usual case, once a second.
  if (next !== undefined && more.length === 1 && endOf(known) < next.at) return [...known, next];
  const byTime = new Map([...known, ...more].map((sample) => [sample.at, sample]));
  return [...byTime.values()].sort((a, b) => a.at - b.at);
}
