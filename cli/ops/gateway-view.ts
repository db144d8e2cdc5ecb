import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import { stripeClient } from '../../functions/payment-processor/stripe-client.ts';
import { describe } from '../../functions/payment-processor/stripe-failure.ts';
import { listConcerning } from '../../functions/payment-processor/stripe-look-up.ts';
import type { StripePaymentIntent } from '../../functions/payment-processor/stripe-payment-intent.ts';
import type { System } from './system.ts';

/** What the gateway holds of an order, or why that is not known. */
export interface GatewayView {
  readonly intents?: readonly StripePaymentIntent[];
  readonly unknown?: string;
}

const TIMEOUT_MS = 10_000;
/** A person waits: a long list may be read for longer than within a function. */
const LOOK_UP_MS = 60_000;
const CLOCK_ERROR_SECONDS = 30;

/** Every charge at the gateway that names the order or its event. Reads only. */
export async function viewGateway({ gateway }: System, order: OrderRow): Promise<GatewayView> {
  if (gateway.key === '') return { unknown: 'no key: set GATEWAY_KEY' };
  try {
    const intents = await listConcerning(stripeClient({ ...gateway, timeoutMs: TIMEOUT_MS }), chargeOf(order), {
      clockErrorSeconds: CLOCK_ERROR_SECONDS,
      lookUpBudgetMs: LOOK_UP_MS,
    });
    return intents === 'too-long' ? { unknown: 'its list since then is too long' } : { intents };
  } catch (error) {
    return { unknown: describe(error) };
  }
}

/** The order's charge, as the gateway knows it. */
export const chargeOf = (order: OrderRow) => ({
  eventId: ORDER_PLACED.eventId(order.orderId),
  orderId: order.orderId,
  tenant: order.tenant,
  amount: order.totalAmount,
  currency: order.currency,
  paymentMethod: order.paymentMethod,
  traceparent: order.traceparent,
  placedAt: order.placedAt,
});
