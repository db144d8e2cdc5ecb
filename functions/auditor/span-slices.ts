import pLimit from 'p-limit';
import type { Span } from './audit-sources.ts';

/** As many lists are read at once: a list has its pages one after the other, and a gateway limits requests a second. */
const AT_ONCE = 4;
/** Traffic comes in bursts: more parts than are read at once, so that none keeps the others waiting for long. */
const MOST_SLICES = 96;
const SHORTEST_SECONDS = 60;

/** Lists what was created in a span by parts of it. The gateway counts in whole seconds; `lt` is left out. */
export async function inSlices({ from, until }: Span, list: (created: Seconds) => Promise<void>): Promise<void> {
  const limit = pLimit(AT_ONCE);
  const whole = { gte: Math.floor(from / 1_000), lt: Math.ceil(until / 1_000) };
  await Promise.all(slicesOf(whole).map((slice) => limit(list, slice)));
}

/** Seconds since the epoch. */
export interface Seconds {
  readonly gte: number;
  readonly lt: number;
}

/** Cuts a span into parts that together are the whole; none where it is empty. */
export function slicesOf({ gte, lt }: Seconds): Seconds[] {
  const size = Math.max(SHORTEST_SECONDS, Math.ceil((lt - gte) / MOST_SLICES));
  return Array.from({ length: Math.max(0, Math.ceil((lt - gte) / size)) }, (_, slice) => ({
    gte: gte + slice * size,
    lt: Math.min(gte + (slice + 1) * size, lt),
  }));
}
