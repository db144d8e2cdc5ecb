/**
 * What the console's server and its page exchange. Times are milliseconds since the epoch, durations milliseconds, amounts
 * integer minor units. Everything here is JSON.
 *
 *     GET  /                              the page; its <meta name="console-token"> opens what writes
 *     GET  /api/meta                      Meta
 *     GET  /api/events                    server-sent events: frame, live, sample (each with an id; resumes by Last-Event-ID)
 *     GET  /api/samples                   LiveSample[]: the last 15 minutes
 *     GET  /api/orders?status=&customer=&id=&from=&until=&limit=      OrdersPage (from, until: ISO 8601)
 *     GET  /api/orders/:orderId           OrderTimeline
 *     GET  /api/topics                    TopicView[]
 *     GET  /api/topics/:topic/records?partition=&offset=&from=&key=&limit=   RecordsPage (newest first without offset or from)
 *     GET  /api/payments?state=           PaymentView[]: parked and stuck first
 *     GET  /api/reviews                   ReviewView[]
 *     GET  /api/dead-letters              DeadLettersView
 *     GET  /api/audit                     AuditEntry[]: what was written through this console since it started
 *     GET  /api/processes/:name/log?lines=    { lines: string[] }
 *
 * What writes is a POST with JSON and the header `x-console-token`; the answer is Done, or a ConsoleProblem with status 400, 403,
 * 404, 409 or 502.
 *
 *     POST /api/orders                    PlacedByPage         -> Done with orderId
 *     POST /api/orders/:orderId/requeue   {dryRun}
 *     POST /api/orders/:orderId/cancel    {}
 *     POST /api/orders/:orderId/retry     {dryRun}           the payment, now
 *     POST /api/reviews/:orderId/resolve  {reason, dryRun}
 *     POST /api/dead-letters/redrive      Redrive            -> Done, at once; a Job reports the progress
 *     POST /api/reconcile                 {}                 runs the reconciler once
 *     POST /api/replay                    {consumer, from, dryRun}   from: ISO 8601 or "earliest"
 *     POST /api/sources/:id/pause         {}      POST /api/sources/:id/resume  {}
 *     POST /api/processes/:name/restart   {}      (this machine only)
 *     POST /api/faults/:id                {seconds, value?}  (this machine only)
 *     POST /api/faults/:id/end            {}
 *     POST /api/load                      {perSecond, seconds}   a Job (this machine only)
 *     POST /api/story                     {}                     a Job (this machine only)
 *     POST /api/jobs/:id/cancel           {}
 */

/** What the page shows of the system that it looks at; constant while the server runs. */
export interface Meta {
  /** `local`, or the name of a stage in AWS. */
  readonly stage: string;
  readonly isLocal: boolean;
  /** Whether buttons that write are allowed. */
  readonly writes: boolean;
  /** Where orders are posted, and the ledger of the gateway is read. */
  readonly ordersUrl: string;
  readonly gatewayUrl: string;
  /** The file with what opens this console to writes, as a command here names it. */
  readonly tokenFile: string;
  readonly faults: readonly FaultDescription[];
  readonly consumers: readonly string[];
}

/** The stations of the flow, as the page draws them. */
export const NODES = [
  'order-api',
  'orders',
  'outbox-publisher',
  'order-placed',
  'payment-processor',
  'payment-dedup',
  'gateway',
  'payment-publisher',
  'payment-decided',
  'status-updater',
  'payment-retrier',
  'dead-letters',
] as const;
export type NodeId = (typeof NODES)[number];

/** What moves between them. */
export const EDGES = [
  // order-api -> orders: an order is saved.
  'accept',
  // orders -> outbox-publisher, by the table's stream.
  'stream',
  // outbox-publisher -> order-placed: the broker has acknowledged.
  'publish',
  // order-placed -> payment-processor.
  'consume',
  // payment-processor -> payment-dedup: claim and settle.
  'claim',
  // payment-processor -> gateway.
  'charge',
  // payment-dedup -> payment-publisher, by the table's stream.
  'decide',
  // payment-publisher -> payment-decided.
  'announce',
  // payment-decided -> status-updater -> orders.
  'settle',
  // payment-retrier -> gateway.
  'retry',
  // payment-processor or status-updater -> dead-letters.
  'quarantine',
] as const;
export type EdgeId = (typeof EDGES)[number];

export interface NodeFigures {
  readonly state: 'up' | 'down' | 'paused';
  readonly inFlight: number;
  /** Since the console started. */
  readonly errors: number;
  readonly retries: number;
  /** What it holds, where it is a store: orders, events, payments, charges, dead letters. */
  readonly count?: number;
}

export interface EdgeFigures {
  /** Over the last five seconds. */
  readonly perSecond: number;
  /** Milliseconds from the order's placing to here, of the last minute; null where nothing passed. */
  readonly p99: number | null;
}

/** An order that passed an edge since the last frame. */
export interface Move {
  readonly edge: EdgeId;
  readonly orderId: string;
  /** Whether it was a copy that took no effect. */
  readonly duplicate?: boolean;
}

/** Event `frame`: at most ten a second, and only where something moved. */
export interface Frame {
  readonly at: number;
  readonly nodes: Readonly<Record<NodeId, NodeFigures>>;
  readonly edges: Readonly<Record<EdgeId, EdgeFigures>>;
  /** At most 40; the rates count all. */
  readonly moves: readonly Move[];
  readonly steps: readonly OrderStepView[];
}

export type OrderStepView = Readonly<{ orderId: string; step: string; detail: string; after: number }>;

/** Event `live`: once a second where something changed. */
export interface Live {
  readonly at: number;
  readonly books: Books;
  readonly lags: readonly LagView[];
  readonly processes: readonly ProcessView[];
  readonly sources: readonly SourceView[];
  readonly faults: readonly ActiveFault[];
  readonly jobs: readonly Job[];
  /** What went wrong last while the console looked, in words; empty when all is well. */
  readonly troubles: readonly string[];
}

/** Counted from the stores themselves: the Orders table, the topic, the payments, the gateway's ledger. */
export interface Books {
  /** When the stores were read last; null before the first time. */
  readonly at: number | null;
  /** Orders that were open then, or later, count; null where all do. */
  readonly since: number | null;
  /** Rows in Orders. */
  readonly accepted: number;
  /** Different orders of which the topic holds the event, or whose row names its receipt. */
  readonly published: number;
  /** Orders whose status is final. */
  readonly settled: number;
  readonly open: number;
  /** Orders with a receipt whose record is not in the topic, or that are paid though the gateway captured nothing. */
  readonly lost: number;
  /** Orders for which the gateway holds more than one captured charge. */
  readonly double: number | null;
  readonly inReview: number;
  readonly parked: number;
  readonly deadLetters: number;
  /** Captured charges at the gateway; null, as `double`, where its ledger is not read: it has other shops' charges, too. */
  readonly captured: number | null;
  readonly paid: number;
  /** Records in the topic beyond the first of each order. */
  readonly copies: number;
  /** Ids of orders behind lost and double, at most 20. */
  readonly suspects: readonly string[];
}

/** Event `sample`: once a second. */
export interface LiveSample {
  readonly at: number;
  readonly ordersPerSecond: number;
  readonly paidPerSecond: number;
  /** Orders saved and not yet acknowledged by the broker. */
  readonly publishLag: number;
  /** Records that the payment processor has not done yet; null where the broker does not answer. */
  readonly consumerLag: number | null;
  readonly p50: number | null;
  readonly p99: number | null;
  /** Copies that took no effect, since the console started. */
  readonly duplicates: number;
}

export interface LagView {
  readonly consumer: string;
  readonly topic: string;
  readonly group: string;
  readonly members: number;
  readonly lag: number;
  readonly partitions: readonly {
    readonly partition: number;
    readonly end: number;
    readonly committed: number | null;
    readonly lag: number;
  }[];
}

export interface ProcessView {
  /** `kafka`, `dynamodb`, or a function without its stage's prefix. */
  readonly name: string;
  readonly kind: 'server' | 'function';
  readonly state: 'up' | 'down' | 'paused' | 'idle';
  readonly pids: readonly number[];
}

export interface SourceView {
  readonly id: string;
  readonly functionName: string;
  readonly from: string;
  /** As Lambda names it: Enabled, Disabled, … */
  readonly state: string;
}

export interface FaultDescription {
  readonly id: string;
  readonly title: string;
  /** What it does, in one sentence. */
  readonly does: string;
  /** What to watch: what the system promises while it lasts. */
  readonly watch: string;
  readonly seconds: number;
  /** A number that it takes: how often, how slow. */
  readonly value?: { readonly name: string; readonly unit: string; readonly default: number; readonly highest: number };
}

export interface ActiveFault extends Pick<FaultDescription, 'id' | 'title'> {
  readonly since: number;
  /** When it reverts by itself. */
  readonly until: number;
  readonly value?: number;
  /** How often it has had an effect since it began. */
  readonly strikes: number;
}

export interface Job {
  readonly id: string;
  readonly kind: 'load' | 'story' | 'redrive' | 'replay';
  readonly title: string;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly done: number;
  readonly total: number;
  /** What it does now, or how it ended. */
  readonly text: string;
  /** The lines of the story, or the results of a redrive. */
  readonly lines: readonly string[];
}
