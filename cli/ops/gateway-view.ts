import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import { fixedKey } from '../../functions/payment-processor/gateway-key.ts';
import type { ChargeIdentity, PaymentGateway } from '../../functions/payment-processor/payment-gateway.ts';
import { stripeClient } from '../../functions/payment-processor/stripe-client.ts';
import { describe } from '../../functions/payment-processor/stripe-failure.ts';
import { listConcerning } from '../../functions/payment-processor/stripe-look-up.ts';
import { stripePaymentGateway } from '../../functions/payment-processor/stripe-payment-gateway.ts';
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

const lookUp = ({ window }: System) => ({ clockErrorSeconds: window.clockError, lookUpBudgetMs: LOOK_UP_MS });

const withKey = ({ url, key }: System['gateway']) => ({ url, key: fixedKey(key) });

/** The look-up that the payment processor itself does, with the operator's key and patience. */
export function lookUpGateway(system: System): Pick<PaymentGateway, 'find'> {
  const { gateway } = system;
  if (gateway.key === '') throw new Error("The gateway's key is missing: set GATEWAY_KEY.");
  return stripePaymentGateway({ ...withKey(gateway), timeoutMs: TIMEOUT_MS, ...lookUp(system) });
}

/** Every charge at the gateway that names the order or its event. Reads only. */
export async function viewGateway(system: System, order: PricedOrder): Promise<GatewayView> {
  const { gateway } = system;
  if (gateway.key === '') return { unknown: 'no key: set GATEWAY_KEY' };
  try {
    const stripe = stripeClient({ ...withKey(gateway), timeoutMs: TIMEOUT_MS });
    const intents = await listConcerning(stripe, chargeOf(order), lookUp(system));
    return intents === 'too-long' ? { unknown: 'its list since then is too long' } : { intents };
  } catch (error) {
    return { unknown: describe(error) };
  }
}

type PricedOrder = Pick<OrderRow, 'orderId' | 'totalAmount' | 'currency' | 'placedAt'>;

const chargeOf = ({ orderId, totalAmount, currency, placedAt }: PricedOrder): ChargeIdentity => ({
  eventId: ORDER_PLACED.eventId(orderId),
  orderId,
  amount: totalAmount,
  currency,
  placedAt,
});
