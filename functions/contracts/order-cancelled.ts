import * as z from 'zod/mini';
import type { EventContract } from './cloud-event.ts';
import { AnyOrderId, foreignContradiction, isForeignOrder } from './foreign-order.ts';
import { OrderEventId, OrderPlaced, orderEventContradiction } from './order-placed.ts';

/** The value of a record on `orders.order-cancelled.v1`: the customer wants the order cancelled, paid or not. */
export const OrderCancelled = z.object({
  orderId: AnyOrderId,
  tenant: OrderPlaced.shape.tenant,
  orderEventId: OrderEventId,
  cancelledAt: z.iso.datetime().check(z.maxLength(30)),
  /** Of the whole order: a payment that was never begun is recorded with them. */
  totalAmount: OrderPlaced.shape.totalAmount,
  currency: OrderPlaced.shape.currency,
});
export type OrderCancelled = z.infer<typeof OrderCancelled>;

const TYPE = 'chargeonce.order.cancelled.v1';
const eventId = (orderId: string, sequence: number) => `${orderId}.order-cancelled.${sequence}`;

export const ORDER_CANCELLED = {
  topic: 'orders.order-cancelled.v1',
  type: TYPE,
  source: 'urn:chargeonce:orders',
  versions: { [TYPE]: OrderCancelled },
  key: ({ orderId }) => orderId,
  time: ({ cancelledAt }) => cancelledAt,
  contradiction({ id, data, key }) {
    const { orderId } = data;
    if (isForeignOrder(orderId)) return foreignContradiction({ id, orderId, key }) ?? orderEventContradiction(data);
    return id.startsWith(`${orderId}.order-cancelled.`)
      ? orderEventContradiction(data)
      : 'ce_id is not the id of an event of this order';
  },
  eventId,
} as const satisfies EventContract<OrderCancelled> & { eventId: typeof eventId };
