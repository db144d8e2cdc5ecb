/** What the console shows beside orders, and what its buttons send. Times, amounts and the routes: live-events.ts. */
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
