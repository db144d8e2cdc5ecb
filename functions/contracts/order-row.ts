import * as z from 'zod/mini';
import { Receipt } from './cloud-event.ts';
import { OrderPlaced } from './order-placed.ts';
import { PaymentState } from './payment-decided.ts';

export const OrderStatus = z.enum(['PLACED', 'IN_REVIEW', 'PAID', 'DECLINED', 'CANCELLED', 'REFUNDED']);
export type OrderStatus = z.infer<typeof OrderStatus>;

/** A status is only ever replaced by one of a higher rank. DECLINED, CANCELLED and REFUNDED stay. */
export const STATUS_RANK: Readonly<Record<OrderStatus, number>> = {
  PLACED: 0,
  IN_REVIEW: 1,
  PAID: 2,
  DECLINED: 2,
  CANCELLED: 2,
  REFUNDED: 3,
};

/** The statuses after which nothing comes. */
export const FINAL_STATUSES: readonly OrderStatus[] = ['DECLINED', 'CANCELLED', 'REFUNDED'];

/** Whether nothing more is expected of an order. A paid one that is to be cancelled waits for its refund. */
export const isSettled = ({ status, cancellation }: Pick<OrderRow, 'status' | 'cancellation'>) =>
  FINAL_STATUSES.includes(status) || (status === 'PAID' && cancellation === undefined);

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

/** The events that an order's row may hold; each is built from attributes of the row that never change. */
const EventType = z.enum(['order-placed', 'order-cancelled']);

/**
 * What is to be published: there until the broker has acknowledged every entry. The entries are numbered, from 1, without a gap,
 * by the order in which they happened; they are published in that order.
 */
const OrderOutbox = z.object({
  /** How often the events were asked for again. In every outbox that is there, so that a stream can be filtered by it. */
  requeues: z.int(),
  entries: z.record(z.string(), z.object({ type: EventType })),
});
export type OrderOutbox = z.infer<typeof OrderOutbox>;

/** The outbox of one event only, as rows had it before orders could be cancelled. */
const OutboxOfOne = z.pipe(
  z.object({ requeues: z.int(), eventId: z.string() }),
  z.transform(({ requeues }): OrderOutbox => ({ requeues, entries: { 1: { type: 'order-placed' } } })),
);

/** The customer's wish to have the order cancelled. Once on a row, it stays as it is. */
export const OrderCancellation = z.object({
  /** The number of its event. */
  sequence: z.int(),
  requestedAt: z.string(),
  traceparent: z.string(),
});
export type OrderCancellation = z.infer<typeof OrderCancellation>;

/** A row of the Orders table. */
export const OrderRow = z.extend(OrderPlaced, {
  status: OrderStatus,
  version: z.int(),
  requestHash: z.string(),
  traceparent: z.string(),
  requeues: z.int(),
  outbox: z.optional(z.union([OrderOutbox, OutboxOfOne])),
  /** Of the first event. */
  receipt: z.optional(Receipt),
  /** Of the later events, by their numbers. */
  receipts: z.optional(z.record(z.string(), Receipt)),
  cancellation: z.optional(OrderCancellation),
  /** The number of its last event; absent where that is the first. */
  sequence: z.optional(z.int()),
  publishFailure: z.optional(z.object({ reason: z.string(), failedAt: z.string() })),
  payment: z.optional(OrderPayment),
  openShard: z.optional(z.string()),
  openSince: z.optional(z.string()),
  lastRequeuedAt: z.optional(z.string()),
});
export type OrderRow = z.infer<typeof OrderRow>;
