import Stripe from 'stripe';
import type { PaymentIdentity } from '../functions/payments/payment-gateway.ts';
import { type StripeClientOptions, stripeClient } from '../functions/payments/stripe-client.ts';
import { describe } from '../functions/payments/stripe-failure.ts';
import {
  differenceOf,
  isFor,
  readIntent,
  type StripePaymentIntent,
} from '../functions/payments/stripe-payment-intent.ts';
import type { HeldIntent, HeldIntents, HeldResponse, NotAnswered } from './held-intents.ts';

interface StripeHeldIntentsOptions extends StripeClientOptions {
  /** For one whole list; what is read by then is not used. */
  readonly listTimeoutMs: number;
}

/** The payment intents at Stripe, or at the simulator of it. */
export function stripeHeldIntents(options: StripeHeldIntentsOptions): HeldIntents {
  const { paymentIntents } = stripeClient(options);
  return {
    find: (intentId, payment) => respond(payment, paymentIntents.retrieve(intentId)),
    cancel: (intentId, payment) => respond(payment, paymentIntents.cancel(intentId)),
    async list(payment, since) {
      const budget = AbortSignal.timeout(options.listTimeoutMs);
      const created = { gte: Math.floor(since.getTime() / 1_000) };
      const intents: HeldIntent[] = [];
      try {
        for await (const listed of paymentIntents.list({ created, limit: 100 })) {
          if (budget.aborted) return { kind: 'not-answered', reason: 'the list of payment intents is too long' };
          const intent = readIntent(listed);
          if (isFor(payment, intent)) intents.push(heldIntent(payment, intent));
        }
        return { kind: 'listed', intents };
      } catch (error) {
        return notAnswered(error);
      }
    },
  };
}

async function respond(payment: PaymentIdentity, call: Promise<unknown>): Promise<HeldResponse> {
  try {
    return { kind: 'held', intent: heldIntent(payment, readIntent(await call.catch(intentIn))) };
  } catch (error) {
    return isUnknown(error) ? { kind: 'missing' } : notAnswered(error);
  }
}

/** A refused cancellation carries the intent: it is canceled already, has succeeded, or is under way. */
function intentIn(error: unknown): unknown {
  if (error instanceof Stripe.errors.StripeError && error.payment_intent !== undefined) return error.payment_intent;
  throw error;
}

/** Intents are never deleted. One of the other mode is there: the key is wrong. */
const isUnknown = (error: unknown) =>
  error instanceof Stripe.errors.StripeInvalidRequestError &&
  error.code === 'resource_missing' &&
  !/a similar object exists in/i.test(error.message);

const notAnswered = (error: unknown): NotAnswered => ({ kind: 'not-answered', reason: describe(error) });

function heldIntent(payment: PaymentIdentity, intent: StripePaymentIntent): HeldIntent {
  const { orderId, eventId } = payment;
  const { id, status, amount, amount_received, currency, metadata } = intent;
  const isOfSomebody = metadata['orderId'] !== undefined || metadata['eventId'] !== undefined;
  return {
    id,
    status,
    amount,
    amount_received,
    currency,
    difference: differenceOf({ ...intent, metadata: { orderId, eventId } }, payment),
    owner: isFor(payment, intent) ? 'this' : isOfSomebody ? 'another' : 'nobody',
  };
}
