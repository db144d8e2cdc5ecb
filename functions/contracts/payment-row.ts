import * as z from 'zod/mini';
import { Amount, Currency } from './money.ts';
import { SourceRecord } from './source-record.ts';

/** A row of the PaymentDedup table: the claim and the payment in one. Never deleted, never expires. */
export const PaymentRow = z.object({
  /** The order's event: table key and the gateway's idempotency key. */
  eventId: z.string().check(z.minLength(1)),
  orderId: z.string().check(z.minLength(1)),
  tenant: z.string().check(z.minLength(1)),
  amount: Amount,
  currency: Currency,
  state: z.enum(['CHARGING', 'CAPTURED', 'DECLINED', 'IN_REVIEW']),
  /** A fresh token per attempt; every later write of the processor is fenced by it. */
  owner: z.string(),
  leaseUntil: z.string(),
  attempts: z.int(),
  /** Written once: the safe window counts from here. */
  firstAttemptAt: z.string(),
  /** Until then a charge that was sent may still appear at the gateway. */
  mayLandUntil: z.optional(z.string()),
  gatewayReference: z.optional(z.string()),
  declineCode: z.optional(z.string()),
  reviewReason: z.optional(z.string()),
  decidedAt: z.optional(z.string()),
  /** Who took it out of review, and why. */
  resolution: z.optional(z.object({ by: z.string(), reason: z.string(), at: z.string() })),
  traceparent: z.string(),
  source: SourceRecord,
  requeues: z.int(),
  publishFailure: z.optional(z.object({ reason: z.string(), failedAt: z.string() })),
});
export type PaymentRow = z.infer<typeof PaymentRow>;
