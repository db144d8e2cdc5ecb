import * as z from 'zod/mini';
import { SourceRecord } from './cloud-event.ts';
import { Amount, Currency } from './money.ts';

/** CHARGING -> CAPTURED | DECLINED | IN_REVIEW | VOID; CAPTURED -> REFUND_DUE -> REFUNDED. */
const PaymentRowState = z.enum([
  'CHARGING',
  'CAPTURED',
  'DECLINED',
  'IN_REVIEW',
  /** Cancelled before it was charged. */
  'VOID',
  'REFUND_DUE',
  'REFUNDED',
]);

/** The index of payments that are to be tried again. Keys only, and only of rows that are due; sharded so that its writes spread. */
export const DUE_PAYMENTS = {
  index: 'due-payments',
  partitionKey: 'dueShard',
  sortKey: 'dueAt',
  shards: 8,
} as const;

/** The key of the row that says how far the books are audited. No event's id, and the row has no `state`: the publisher never sees it. */
export const AUDIT_POSITION = { eventId: '#audit' } as const;

/** A row of the PaymentDedup table: the claim and the payment in one. Never deleted, never expires. */
export const PaymentRow = z.object({
  /** The order's event: table key and the gateway's idempotency key. */
  eventId: z.string().check(z.minLength(1)),
  orderId: z.string().check(z.minLength(1)),
  tenant: z.string().check(z.minLength(1)),
  amount: Amount,
  currency: Currency,
  state: PaymentRowState,
  /** A fresh token per attempt; every later write of the attempt is fenced by it. */
  owner: z.string(),
  leaseUntil: z.string(),
  attempts: z.int(),
  /** No decision rests on it. Where intents are unknown they are listed from here on. */
  firstAttemptAt: z.string(),
  /** The gateway's payment intent. Written once, before any confirm; no other intent is ever confirmed. */
  intentId: z.optional(z.string()),
  /** When the payment-retrier tries it. It leaves the row only with a decision. */
  dueAt: z.optional(z.string()),
  dueShard: z.optional(z.string()),
  parkReason: z.optional(z.string()),
  parkedSince: z.optional(z.string()),
  /** The customer wants the order cancelled: a decision must take it into account. */
  cancelRequested: z.optional(z.boolean()),
  /** For an attempt without the event, where there is no intent yet. */
  paymentMethod: z.optional(z.string()),
  gatewayCustomer: z.optional(z.string()),
  /** A restored row: which intents it has, the gateway alone knows. An attempt lists them instead of creating another. */
  intentsUnknown: z.optional(z.boolean()),
  gatewayReference: z.optional(z.string()),
  declineCode: z.optional(z.string()),
  reviewReason: z.optional(z.string()),
  decidedAt: z.optional(z.string()),
  /** Who took it out of review, and why. */
  resolution: z.optional(z.object({ by: z.string(), reason: z.string(), at: z.string() })),
  traceparent: z.string(),
  source: SourceRecord,
  requeues: z.int(),
  lastRequeuedAt: z.optional(z.string()),
  publishFailure: z.optional(z.object({ reason: z.string(), failedAt: z.string() })),
});
export type PaymentRow = z.infer<typeof PaymentRow>;
