/** What work costs: milliseconds of CPU, and of waiting. */
export interface Work {
  /** Of an invocation, whatever it holds. */
  readonly first: number;
  /** Of each record. */
  readonly each: number;
  readonly wait: number;
}

export const SOURCES = ['order-publisher', 'payment-processor', 'payment-publisher', 'status-updater'] as const;
export type SourceName = (typeof SOURCES)[number];

export interface FlowSettings {
  readonly ordersPerSecond: number;
  readonly seconds: number;
  /** `even` is how `npm run load` sends. */
  readonly arrivals: 'random' | 'even';
  /** No more orders are sent; undefined: they come until the end. */
  readonly orders?: number;
  readonly seed: number;
  /** Of one machine that runs everything; undefined where each invocation has its own. */
  readonly cores: number | undefined;
  /** Of each source: shards of a table's stream, partitions of a topic. */
  readonly lanes: Readonly<Record<SourceName, number>>;
  /** Between two looks at a lane that is idle. */
  readonly pollMs: Readonly<Record<SourceName, number>>;
  readonly api: Work;
  readonly work: Readonly<Record<SourceName, Work>>;
  /** Records that one invocation of a consumer works at at once. */
  readonly atOnce: number;
  readonly gateway: Work & { readonly chargesPerSecond: number };
  /** Until somebody who watches sees the status. */
  readonly seenMs: number;
}
