import * as z from 'zod/mini';

/**
 * A history is a folder with what a run of a system left behind, whatever system it was. Every file but `run.json` holds one
 * JSON object a line; all times are milliseconds since the epoch, all amounts minor units of ISO 4217.
 *
 *     run.json          what ran, which faults were planned and fired, and when
 *     api.jsonl         each request of the clients and its answer, in the order of the answers
 *     orders.jsonl      the orders' final rows
 *     topic.jsonl       every record of every topic of events, from its first offset
 *     ledger.jsonl      every payment that the gateway knows
 *     changes.jsonl     optional: each version of an order's or payment's row, in its table's order
 *     payments.jsonl    optional: the final rows by which a consumer knows what it has charged
 *     quarantine.jsonl  optional: the records that consumers gave up
 *     commits.jsonl     optional: the offsets that consumer groups had committed at a time
 *     logs/             optional: text in which no secret may stand
 *
 * An invariant that needs an optional file, or an optional field, is "not applicable" to a system without it.
 */
const Millis = z.number();
const Text = z.string();
const Count = z.int().check(z.gte(0));

/** One fault of the plan: its window ends when what it broke works again. */
const PlannedFault = z.object({
  kind: Text,
  from: Millis,
  until: Millis,
  fired: z.boolean(),
  /** By what it was seen to have fired, or why it did not. */
  evidence: Text,
});
export type PlannedFault = z.infer<typeof PlannedFault>;

/** The longest that an order may take once the faults have ended, in milliseconds. */
const SettlingLimits = z.object({
  /** Of 99 % of the orders whose events were still under way. */
  moving: Millis,
  /**
   * Of payments that waited for a further attempt, and of orders whose event had to be published again: beyond the time that they
   * had waited already when the faults ended, since each such pause is as long as all before it.
   */
  parked: Millis,
  requeued: Millis,
});

export const HistoryRun = z.object({
  system: Text,
  seed: z.int(),
  /** Where it ran and on what, in a sentence. */
  setting: z.optional(Text),
  /** By which it is repeated. */
  command: z.optional(Text),
  /** How many orders were planned. */
  orders: Count,
  beganAt: Millis,
  /** From when on nothing was broken on purpose. */
  faultsEndedAt: Millis,
  /** When everything was at rest, or the wait for it was given up. */
  endedAt: Millis,
  faults: z.array(PlannedFault),
  limits: z.optional(SettlingLimits),
  /** How much later than its write a change may have been seen. */
  changesSeenWithin: z.optional(Millis),
  /** Texts that may stand in no log, event, header or error. */
  secrets: z.optional(z.array(Text)),
});
export type HistoryRun = z.infer<typeof HistoryRun>;

/** One request of a client. */
export const ApiCall = z.object({
  /** When it was sent. */
  at: Millis,
  action: z.enum(['place', 'cancel', 'read']),
  tenant: Text,
  /** The idempotency key; null where there is none. */
  key: z.nullable(Text),
  /** Of what was asked for, in a form in which equal orders are equal; null where nothing was sent. */
  bodyHash: z.nullable(Text),
  amount: z.nullable(Count),
  currency: z.nullable(Text),
  /** Null where no answer came. */
  status: z.nullable(z.int()),
  /** The order in the answer, else the one in the request's path. */
  orderId: z.nullable(Text),
});
export type ApiCall = z.infer<typeof ApiCall>;

export const OrderState = z.enum(['PLACED', 'IN_REVIEW', 'PAID', 'DECLINED', 'CANCELLED', 'REFUNDED']);

/** Where a record lies. */
const RecordPlace = z.object({ topic: Text, partition: Count, offset: Count });
export type RecordPlace = z.infer<typeof RecordPlace>;

export const FinalOrder = z.object({
  orderId: Text,
  tenant: Text,
  amount: Count,
  currency: Text,
  status: OrderState,
  /** As that of the requests. */
  bodyHash: z.optional(Text),
  placedAt: Millis,
  /** When its last status was written; absent where that was the first, or nobody knows. */
  settledAt: z.optional(Millis),
  cancelRequested: z.optional(z.boolean()),
  /** Its payment waited for a further attempt. */
  parked: z.optional(z.boolean()),
  /** Its event was asked for again. */
  requeued: z.optional(z.boolean()),
  /** Where its events lie, by what the broker acknowledged. */
  receipts: z.optional(z.array(z.extend(RecordPlace, { eventId: Text }))),
  /** Why its event can never be published. */
  publishFailure: z.optional(Text),
});
export type FinalOrder = z.infer<typeof FinalOrder>;

export const SeenRow = z.object({
  at: Millis,
  row: z.enum(['order', 'payment']),
  orderId: Text,
  /** Of a payment. */
  eventId: z.optional(Text),
  /** The row is gone. */
  removed: z.optional(z.boolean()),
  version: z.optional(z.int()),
  /** Of an order its status, of a payment its state. */
  state: Text,
  /** Written once. */
  intentId: z.optional(Text),
  /** An attempt is promised: the payment is due at some time. */
  due: z.optional(z.boolean()),
  cancelRequested: z.optional(z.boolean()),
});
export type SeenRow = z.infer<typeof SeenRow>;

export const StoredEvent = z.extend(RecordPlace, {
  key: z.nullable(Text),
  /** Null where its consumers can't read it. */
  eventId: z.nullable(Text),
  type: z.enum(['order-placed', 'order-cancelled', 'payment-decided', 'unreadable']),
  orderId: z.nullable(Text),
  tenant: z.optional(Text),
  amount: z.optional(Count),
  currency: z.optional(Text),
  /** Of a payment that is decided. */
  state: z.optional(Text),
  /** SHA-256 of key and value, to the byte. */
  bytesHash: z.optional(Text),
});
export type StoredEvent = z.infer<typeof StoredEvent>;

export const FinalPayment = z.object({
  eventId: Text,
  orderId: Text,
  tenant: Text,
  amount: Count,
  currency: Text,
  state: Text,
  intentId: z.optional(Text),
  due: z.optional(z.boolean()),
});
export type FinalPayment = z.infer<typeof FinalPayment>;

/** A payment as the gateway has it. What is not known of it there is null. */
export const LedgerPayment = z.object({
  intentId: Text,
  orderId: z.nullable(Text),
  eventId: z.nullable(Text),
  tenant: z.nullable(Text),
  amount: Count,
  currency: Text,
  /** `open` can still be confirmed, and has captured nothing. */
  state: z.enum(['open', 'confirmed', 'succeeded', 'canceled']),
  captures: Count,
  capturedAmount: Count,
  refunds: Count,
  refundedAmount: Count,
  at: Millis,
});
export type LedgerPayment = z.infer<typeof LedgerPayment>;

export const GivenUpRecord = z.extend(RecordPlace, {
  /** Where it was read; null where nobody noted it. */
  from: z.nullable(RecordPlace),
  error: z.nullable(Text),
  bytesHash: z.optional(Text),
});
export type GivenUpRecord = z.infer<typeof GivenUpRecord>;

export const CommittedOffset = z.object({
  at: Millis,
  group: Text,
  topic: Text,
  partition: Count,
  /** The next that the group will read. */
  offset: Count,
});
export type CommittedOffset = z.infer<typeof CommittedOffset>;

/** What stands in the way of reading a history: which file, which line, what. */
export class UnreadableHistory extends Error {}

/** Every file of JSON lines, by the name under which the checker knows it. */
export const HISTORY_FILES = {
  api: { file: 'api.jsonl', line: ApiCall },
  orders: { file: 'orders.jsonl', line: FinalOrder },
  topic: { file: 'topic.jsonl', line: StoredEvent },
  ledger: { file: 'ledger.jsonl', line: LedgerPayment },
  changes: { file: 'changes.jsonl', line: SeenRow },
  payments: { file: 'payments.jsonl', line: FinalPayment },
  quarantine: { file: 'quarantine.jsonl', line: GivenUpRecord },
  commits: { file: 'commits.jsonl', line: CommittedOffset },
} as const;
