import * as z from 'zod/mini';
import { OrderRow } from '../contracts/order-row.ts';

/** What must be known of an order to make its event flow again; a row that is wrong elsewhere can still be judged. */
export const OrderSight = z.pick(OrderRow, {
  orderId: true,
  status: true,
  requeues: true,
  outbox: true,
  publishFailure: true,
  payment: true,
  placedAt: true,
  openSince: true,
  lastRequeuedAt: true,
  traceparent: true,
});
export type OrderSight = z.infer<typeof OrderSight>;
