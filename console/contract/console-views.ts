/** What the console's views show, and what its buttons send. Times, amounts and the routes: live-events.ts. */
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

export interface TopicView {
  readonly topic: string;
  readonly consumer: string;
  readonly isQuarantine: boolean;
  readonly partitions: readonly {
    readonly partition: number;
    readonly begin: number;
    readonly end: number;
    readonly leader: number | null;
    readonly committed: number | null;
    readonly lag: number;
    /** The lag of the last 15 minutes, one number for each 10 seconds. */
    readonly history: readonly number[];
  }[];
}

export interface RecordView {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number | null;
  readonly key: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string | null }[];
  /** As text; customers and payment methods masked where the page shows a stage in AWS. */
  readonly value: string | null;
  /** The decoded CloudEvent; null where it is none. */
  readonly event: unknown;
  readonly orderId: string | null;
}

export type RecordsPage = Readonly<{ records: readonly RecordView[] }>;

export interface PaymentView {
  readonly eventId: string;
  readonly orderId: string;
  readonly state: string;
  readonly amount: number;
  readonly currency: string;
  readonly owner: string | null;
  /** Seconds left of its lease; null where none is held. */
  readonly leaseLeft: number | null;
  readonly attempts: number;
  readonly dueAt: string | null;
  readonly reason: string | null;
  readonly intentId: string | null;
  readonly firstAttemptAt: string;
}

export interface ReviewView {
  readonly payment: PaymentView;
  /** What the gateway holds of it, beside ours. */
  readonly gateway: readonly {
    readonly id: string;
    readonly status: string;
    readonly amount: number;
    readonly currency: string;
  }[];
  /** Why that is not known. */
  readonly unknown?: string;
}

export interface DeadLettersView {
  readonly groups: readonly { readonly consumer: string; readonly error: string; readonly count: number }[];
  readonly records: readonly DeadLetter[];
}

export interface DeadLetter {
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly error: string;
  readonly message: string;
  readonly attempts: number;
  readonly lastFailedAt: string | null;
  readonly from: string | null;
}

export interface AuditEntry {
  readonly at: number;
  readonly action: string;
  readonly on: string;
  readonly outcome: string;
  /** The command that does the same. */
  readonly command: string;
}

export interface PlacedByPage {
  readonly customerId: string;
  readonly currency: string;
  /** Minor units. */
  readonly amount: number;
  readonly paymentMethod: string;
}

export interface Redrive {
  readonly consumer: string;
  /** Only records with this error. */
  readonly error?: string;
  /** At most so many a second. */
  readonly rate: number;
  readonly dryRun: boolean;
}

/** What became of a write. */
export interface Done {
  /** False where it was refused, or would be. */
  readonly ok: boolean;
  readonly text: string;
  readonly orderId?: string;
  readonly job?: string;
}

export type ConsoleProblem = Readonly<{ problem: string }>;
