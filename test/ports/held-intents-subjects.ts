import type { PaymentGateway, PaymentRequest } from '../../functions/payments/payment-gateway.ts';
import { fixedKey } from '../../functions/payments/table-guard.ts';
import { airwallexHeldIntents } from '../../operations/airwallex-held-intents.ts';
import type { HeldIntents } from '../../operations/held-intents.ts';
import { stripeHeldIntents } from '../../operations/stripe-held-intents.ts';
import { inMemoryHeldIntents, type PlacedIntent } from '../doubles/in-memory-payment-operations.ts';
import { airwallexAt } from '../harness/airwallex-at.ts';
import { serveAirwallex } from '../harness/airwallex-server.ts';
import { gatewayAt } from '../harness/gateway-at.ts';
import { serveSimulatedGateway } from '../harness/simulated-gateway.ts';

export interface HeldIntentsSubject {
  readonly intents: HeldIntents;
  /** What 12.50 EUR and 13.00 EUR are there: each gateway has its own unit. */
  readonly money: readonly [{ readonly amount: number; readonly currency: string }, { readonly amount: number }];
  /** Creates an intent for a payment, and confirms it where asked to. */
  readonly place: (request: PaymentRequest, confirm?: boolean) => Promise<string>;
  readonly close: () => void;
}

/** The Stripe adapter with time limits for a test. */
export const heldAt = (url: string, key = 'sk_test_planted') =>
  stripeHeldIntents({ url, key: fixedKey(key), timeoutMs: 1_000, connectTimeoutMs: 500, listTimeoutMs: 5_000 });

const IN_CENTS = [{ amount: 1_250, currency: 'eur' }, { amount: 1_300 }] as const;

const placeAt =
  (gateway: PaymentGateway): HeldIntentsSubject['place'] =>
  async (request, confirm = false) => {
    const created = await gateway.create(request);
    if (!('intentId' in created)) throw new Error(`not created: ${JSON.stringify(created)}`);
    if (confirm) await gateway.confirm(created.intentId, request);
    return created.intentId;
  };

/** Every kind of gateway as an operator sees it, by its name. */
export const heldIntentsSubjects: Readonly<Record<string, () => Promise<HeldIntentsSubject>>> = {
  'in memory': async () => {
    const placed = new Map<string, PlacedIntent>();
    return { intents: inMemoryHeldIntents(placed), place: placeIn(placed), close: () => undefined, money: IN_CENTS };
  },
  'Stripe adapter against the simulator': async () => {
    const { url, key, close } = await serveSimulatedGateway();
    const gateway = gatewayAt(url, { key, timeoutMs: 1_000 });
    const place = placeAt(gateway);
    return { intents: heldAt(url, key), place, close, money: IN_CENTS };
  },
  'Airwallex adapter against a server of its API': async () => {
    const { url, key, close } = await serveAirwallex();
    const limits = { timeoutMs: 1_000, connectTimeoutMs: 500, listTimeoutMs: 5_000 };
    const intents = airwallexHeldIntents({ url, key: fixedKey(key), now: () => new Date(), ...limits });
    const money = [{ amount: 12.5, currency: 'EUR' }, { amount: 13 }] as const;
    return { intents, place: placeAt(airwallexAt({ url, key })), close, money };
  },
};

function placeIn(placed: Map<string, PlacedIntent>): HeldIntentsSubject['place'] {
  return async ({ orderId, amount, paymentMethod }, confirm = false) => {
    const id = `pi_${placed.size}`;
    const confirmed = paymentMethod === 'pm_processing' ? 'processing' : 'succeeded';
    placed.set(id, {
      id,
      status: confirm ? confirmed : 'requires_confirmation',
      amount,
      amount_received: confirm ? amount : 0,
      currency: 'eur',
      difference: amount === 1_250 ? undefined : 'the payment intent differs in amount',
      owner: 'this',
      orderId,
      createdAt: Date.now(),
    });
    return id;
  };
}
