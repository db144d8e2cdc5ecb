import * as z from 'zod/mini';
import type { EventContract } from './cloud-event.ts';
import { AnyOrderId, foreignContradiction, foreignIdProblem, isForeignOrder } from './foreign-order.ts';
import { Amount, Currency } from './money.ts';

/** A field that a later version adds is let pass; the API refuses unknown ones by itself. */
export const OrderLine = z.object({
  sku: z.string().check(z.minLength(1), z.maxLength(64)),
  quantity: z.int().check(z.gte(1), z.lte(10_000)),
  unitAmount: Amount,
});
export type OrderLine = z.infer<typeof OrderLine>;

/** The value of a record on `orders.order-placed.v1`. */
export const OrderPlaced = z.object({
  orderId: z.string().check(z.regex(/^ord_[\w-]{22}$/)),
  tenant: z.string().check(z.minLength(1), z.maxLength(256)),
  customerId: z.string().check(z.minLength(1), z.maxLength(128)),
  currency: Currency,
  totalAmount: Amount,
  /** The gateway's token, never card data. */
  paymentMethod: z.string().check(z.minLength(1), z.maxLength(128)),
  /** The gateway's customer whose saved payment method it is; absent where the method belongs to no customer. */
  gatewayCustomer: z.optional(z.string().check(z.regex(/^cus_\w{1,120}$/, 'must be a customer of the gateway, cus_…'))),
  lines: z.array(OrderLine).check(z.minLength(1)),
  placedAt: z.iso.datetime().check(z.maxLength(30)),
});
export type OrderPlaced = z.infer<typeof OrderPlaced>;

const TYPE = 'chargeonce.order.placed.v1';
/** Consumers read the orders of other systems, too. */
const ReceivedOrder = z.extend(OrderPlaced, { orderId: AnyOrderId });
const eventId = (orderId: string) => `${orderId}.order-placed.1`;

export const ORDER_PLACED = {
  topic: 'orders.order-placed.v1',
  type: TYPE,
  source: 'urn:chargeonce:orders',
  versions: { [TYPE]: ReceivedOrder },
  key: ({ orderId }) => orderId,
  time: ({ placedAt }) => placedAt,
  // The event's id is the gateway's idempotency key: two ids for one order would be two charges.
  contradiction({ id, data: { orderId }, key }) {
    if (isForeignOrder(orderId)) return foreignContradiction({ id, orderId, key });
    return id === eventId(orderId) ? undefined : 'ce_id is not the id of the event of this order';
  },
  eventId,
} as const satisfies EventContract<OrderPlaced> & { eventId: typeof eventId };

/** The id of an order's first event, which its payment goes by, in the events that come of it. */
export const OrderEventId = z.string().check(z.minLength(1), z.maxLength(128));

/** The event that a payment goes by, as an operator names it: by the order's id, or by its own where the order is another system's. */
export const paymentEventId = (orderOrEvent: string) =>
  isForeignOrder(orderOrEvent) ? orderOrEvent : eventId(orderOrEvent);

interface NamesOrderEvent {
  readonly orderId: string;
  readonly orderEventId: string;
}

/** Why an event can't name this order event; undefined where it can. */
export function orderEventContradiction({ orderId, orderEventId }: NamesOrderEvent): string | undefined {
  if (!isForeignOrder(orderId))
    return orderEventId === eventId(orderId) ? undefined : 'orderEventId is not the id of the event of this order';
  const problem = foreignIdProblem(orderEventId);
  return problem === undefined ? undefined : `orderEventId ${problem}`;
}
