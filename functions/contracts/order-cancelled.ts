import * as z from 'zod/mini';
import type { EventContract } from './cloud-event.ts';
import { ORDER_PLACED, OrderPlaced } from './order-placed.ts';

/** The value of a record on `orders.order-cancelled.v1`: the customer wants the order cancelled, paid or not. */
export const OrderCancelled = z.object({
  orderId: OrderPlaced.shape.orderId,
  tenant: OrderPlaced.shape.tenant,
  /** The id of the order's first event, which its payment goes by. */
  orderEventId: z.string().check(z.minLength(1), z.maxLength(128)),
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
  contradiction: ({ id, data: { orderId, orderEventId } }) => {
    if (!id.startsWith(`${orderId}.order-cancelled.`)) return 'ce_id is not the id of an event of this order';
    return orderEventId === ORDER_PLACED.eventId(orderId)
      ? undefined
      : 'orderEventId is not the id of the event of this order';
  },
  eventId,
} as const satisfies EventContract<OrderCancelled> & { eventId: typeof eventId };
