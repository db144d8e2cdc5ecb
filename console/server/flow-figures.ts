import { EDGES, type EdgeFigures, type EdgeId, type Move } from '../contract/live-events.ts';

const WINDOW_SECONDS = 5;
const LATENCY_MS = 60_000;
const MOST_LATENCIES = 500;
const MOST_MOVES = 40;
/** Sorting every edge's latencies for each frame would cost more than all else that a frame needs. */
const P99_EVERY_MS = 1_000;

interface Passing {
  readonly edge: EdgeId;
  readonly orderId: string;
  readonly at: number;
  /** Since the order was placed; undefined where that is not known. */
  readonly after: number | undefined;
  readonly duplicate: boolean;
}

interface Edge {
  /** How many passed in each of the last seconds. */
  readonly seconds: Map<number, number>;
  readonly latencies: { readonly at: number; readonly after: number }[];
  p99: { readonly value: number | null; readonly until: number };
}

const anEdge = (): Edge => ({ seconds: new Map(), latencies: [], p99: { value: null, until: 0 } });

export interface FlowFigures {
  pass(passing: Passing): void;
  /** Rates are of now; a percentile stands for a second. */
  edges(now: number): Readonly<Record<EdgeId, EdgeFigures>>;
  /** A percentile of the time from an order's placing to an edge, in milliseconds, over the last minute. */
  latency(edge: EdgeId, share: number, now: number): number | null;
  perSecond(edge: EdgeId, now: number): number;
  /** Those since the last call. */
  takeMoves(): readonly Move[];
  duplicates(): number;
}

/** Counts what passes along the edges of the flow. */
export function flowFigures(): FlowFigures {
  const all = new Map<EdgeId, Edge>(EDGES.map((edge) => [edge, anEdge()]));
  const of = (edge: EdgeId): Edge => all.get(edge) ?? anEdge();
  let moves: Move[] = [];
  let duplicates = 0;

  const latency = (edge: EdgeId, share: number, now: number) => {
    const recent = of(edge).latencies.filter(({ at }) => at > now - LATENCY_MS);
    return percentile(
      recent.map(({ after }) => after),
      share,
    );
  };
  const p99 = (edge: EdgeId, now: number) => {
    const known = of(edge);
    if (now >= known.p99.until) known.p99 = { value: latency(edge, 0.99, now), until: now + P99_EVERY_MS };
    return known.p99.value;
  };
  const perSecond = (edge: EdgeId, now: number) => {
    const { seconds } = of(edge);
    const current = Math.floor(now / 1_000);
    let sum = 0;
    for (let second = current - WINDOW_SECONDS; second < current; second += 1) sum += seconds.get(second) ?? 0;
    return sum / WINDOW_SECONDS;
  };

  return {
    pass({ edge, orderId, at, after, duplicate }) {
      const { seconds, latencies } = of(edge);
      const second = Math.floor(at / 1_000);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
      forgetBefore(seconds, second - 2 * WINDOW_SECONDS);
      if (after !== undefined && !duplicate) latencies.push({ at, after });
      if (latencies.length > MOST_LATENCIES) latencies.shift();
      if (duplicate) duplicates += 1;
      if (moves.length < MOST_MOVES) moves.push({ edge, orderId, ...(duplicate && { duplicate }) });
    },
    edges: (now) => namedFigures(EDGES, (edge) => ({ perSecond: perSecond(edge, now), p99: p99(edge, now) })),
    latency,
    perSecond,
    takeMoves() {
      const taken = moves;
      moves = [];
      return taken;
    },
    duplicates: () => duplicates,
  };
}

/** Also where nothing passed for a while: every second before is gone, not just one. */
function forgetBefore(seconds: Map<number, number>, first: number) {
  for (const second of seconds.keys()) {
    if (second >= first) return;
    seconds.delete(second);
  }
}

/** Null of nothing. */
function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}

/** A record with a value for each name. */
export function namedFigures<Name extends string, Value>(
  names: readonly Name[],
  make: (name: Name) => Value,
): Readonly<Record<Name, Value>> {
  const record = Object.fromEntries(names.map((name) => [name, make(name)]));
  const isWhole = (one: object): one is Readonly<Record<Name, Value>> => names.every((name) => name in one);
  if (!isWhole(record)) throw new Error(`A value is missing of ${names.join(', ')}`);
  return record;
}
