import * as z from 'zod/mini';
import { Amount, Currency } from './money.ts';

/** A field that a later version adds is let pass; the API refuses unknown ones by itself. */
export const OrderLine = z.object({
  sku: z.string().check(z.minLength(1), z.maxLength(64)),
  quantity: z.int().check(z.gte(1), z.lte(10_000)),
  unitAmount: Amount,
});
export type OrderLine = z.infer<typeof OrderLine>;

export const ORDER_PLACED = {
  topic: 'orders.order-placed.v1',
  type: 'chargeonce.order.placed.v1',
  source: 'urn:chargeonce:orders',
  /** The Kafka key: all events of one order share a partition. */
  key: (event: { readonly orderId: string }) => event.orderId,
  eventId: (orderId: string) => `${orderId}.order-placed.1`,
} as const;

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

/** Every version that the deployed consumers read, by `ce_type`. */
export const ORDER_PLACED_VERSIONS = { [ORDER_PLACED.type]: OrderPlaced } as const;
