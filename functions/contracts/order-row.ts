import * as z from 'zod/mini';
import { OrderPlaced } from './order-placed.ts';
import { PaymentState } from './payment-decided.ts';
import { Receipt } from './source-record.ts';

export const OrderStatus = z.enum(['PLACED', 'IN_REVIEW', 'PAID', 'DECLINED']);
export type OrderStatus = z.infer<typeof OrderStatus>;

/** A status is only ever replaced by one of a higher rank; the highest is final. */
export const STATUS_RANK: Readonly<Record<OrderStatus, number>> = { PLACED: 0, IN_REVIEW: 1, PAID: 2, DECLINED: 2 };

/** The index of orders whose status is not final. Keys only; sharded so that its writes spread. */
export const OPEN_ORDERS = {
  index: 'open-orders',
  partitionKey: 'openShard',
  sortKey: 'openSince',
  shards: 8,
} as const;

export const OrderPayment = z.object({
  state: PaymentState,
  gatewayReference: z.nullable(z.string()),
  declineCode: z.nullable(z.string()),
  decidedAt: z.string(),
});

/** A row of the Orders table. `outbox` is the outbox entry: there until the broker's acknowledgement is recorded. */
export const OrderRow = z.extend(OrderPlaced, {
  status: OrderStatus,
  version: z.int(),
  requestHash: z.string(),
  traceparent: z.string(),
  requeues: z.int(),
  outbox: z.optional(z.object({ eventId: z.string(), requeues: z.int() })),
  receipt: z.optional(Receipt),
  publishFailure: z.optional(z.object({ reason: z.string(), failedAt: z.string() })),
  payment: z.optional(OrderPayment),
  openShard: z.optional(z.string()),
  openSince: z.optional(z.string()),
  lastRequeuedAt: z.optional(z.string()),
});
export type OrderRow = z.infer<typeof OrderRow>;
