/** What the console shows of orders. Times, amounts and the routes: live-events.ts. */
export interface OrderSummary {
  readonly orderId: string;
  readonly status: string;
  readonly customerId: string;
  readonly tenant: string;
  readonly totalAmount: number;
  readonly currency: string;
  readonly placedAt: string;
  /** Why it is open; undefined where it is final. */
  readonly waitsFor?: string;
}

/** An open order of which a row can't be read by this version of the code. */
export interface UnreadableOrder {
  readonly orderId: string;
  /** Which row, and what is wrong with it. */
  readonly problem: string;
}

export interface OrdersPage {
  readonly orders: readonly OrderSummary[];
  readonly unreadable: readonly UnreadableOrder[];
  /** How they were found: open ones from the index, others from the end of the topic. */
  readonly found: string;
}

export interface OrderTimeline {
  readonly order: OrderSummary;
  /** Why it is not done, the first thing first; empty when all is well. */
  readonly findings: readonly OrderFinding[];
  readonly bars: readonly Bar[];
  /** Evidence of the order as it is now: rows, record, what the gateway holds. */
  readonly evidence: readonly Evidence[];
  readonly receipt?: { readonly topic: string; readonly partition: number; readonly offset: number };
  readonly curl: string;
}

/** Its rows as they are stored, since they can't be read. */
export interface StoredOrder extends UnreadableOrder {
  readonly findings: readonly OrderFinding[];
  readonly evidence: readonly Evidence[];
}

export interface OrderFinding {
  readonly level: 'problem' | 'waiting' | 'note';
  readonly what: string;
  /** What to do, or what happens next by itself. */
  readonly next: string;
  readonly command?: string;
}

export const LANES = [
  'accepted',
  'outbox entry',
  'stream read',
  'publish',
  'receipt',
  'delivery',
  'charge',
  'parked',
  'settle',
  'status',
  'cancel and refund',
  'quarantine',
] as const;
export type Lane = (typeof LANES)[number];

export interface Bar {
  readonly id: string;
  readonly lane: Lane;
  readonly from: number;
  /** The same as `from` for a moment; null while it lasts. */
  readonly until: number | null;
  readonly outcome: 'ok' | 'failed' | 'waiting' | 'duplicate';
  readonly title: string;
  readonly detail: string;
  readonly evidence: readonly Evidence[];
}

export interface Evidence {
  readonly title: string;
  readonly kind: 'json' | 'text';
  /** JSON is given as a value, text as a string. */
  readonly content: unknown;
}
