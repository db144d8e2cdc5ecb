import * as z from 'zod/mini';
import { ORDER_PLACED } from '../contracts/order-placed.ts';
import { OrderPayment, OrderRow } from '../contracts/order-row.ts';
import { Receipt } from '../contracts/source-record.ts';

const row = OrderRow.shape;

/** An order as a client sees it; `event.receipt` answers whether the message has reached the broker. */
export const OrderResource = z.object({
  orderId: row.orderId,
  status: row.status,
  customerId: row.customerId,
  currency: row.currency,
  totalAmount: row.totalAmount,
  lines: row.lines,
  placedAt: row.placedAt,
  version: row.version,
  event: z.object({ id: z.string(), type: z.string(), receipt: z.nullable(Receipt) }),
  payment: z.nullable(OrderPayment),
});

export const orderResource = (order: OrderRow): z.infer<typeof OrderResource> => ({
  orderId: order.orderId,
  status: order.status,
  customerId: order.customerId,
  currency: order.currency,
  totalAmount: order.totalAmount,
  lines: order.lines,
  placedAt: order.placedAt,
  version: order.version,
  event: { id: ORDER_PLACED.eventId(order.orderId), type: ORDER_PLACED.type, receipt: order.receipt ?? null },
  payment: order.payment ?? null,
});
