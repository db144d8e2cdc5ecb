import * as z from 'zod/mini';
import { PaymentRow } from '../contracts/payment-row.ts';

/** What must be known of a payment to make its event flow again. */
export const PaymentSight = z.pick(PaymentRow, {
  eventId: true,
  orderId: true,
  state: true,
  leaseUntil: true,
  dueAt: true,
  requeues: true,
  lastRequeuedAt: true,
  publishFailure: true,
  traceparent: true,
});
export type PaymentSight = z.infer<typeof PaymentSight>;
