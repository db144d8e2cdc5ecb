import {
  type AirwallexCall,
  type AirwallexClientOptions,
  airwallexClient,
} from '../functions/payments/airwallex-client.ts';
import { describeFailure, isNotFound, isRefusal } from '../functions/payments/airwallex-failure.ts';
import {
  type AirwallexIntent,
  cancelRequest,
  differenceFrom,
  INTENTS_PATH,
  intentPath,
  intentsOf,
  isOfPayment,
  readAirwallexIntent,
} from '../functions/payments/airwallex-payment-intent.ts';
import type { PaymentIdentity } from '../functions/payments/payment-gateway.ts';
import type { HeldIntent, HeldIntents, HeldResponse, NotAnswered } from './held-intents.ts';

interface AirwallexHeldIntentsOptions extends AirwallexClientOptions {
  /** For one whole list; what is read by then is not used. */
  readonly listTimeoutMs: number;
}

/** The payment intents at Airwallex. */
export function airwallexHeldIntents(options: AirwallexHeldIntentsOptions): HeldIntents {
  const call = airwallexClient(options);
  return {
    find: (intentId, payment) => respond(payment, find(call(), intentId)),
    cancel: (intentId, payment) => respond(payment, cancel(call(), intentId)),
    async list(payment, since) {
      try {
        const listed = await call(options.listTimeoutMs).list(INTENTS_PATH, intentsOf(payment, since));
        return { kind: 'listed', intents: listed.map((intent) => heldIntent(payment, readAirwallexIntent(intent))) };
      } catch (error) {
        return notAnswered(error);
      }
    },
  };
}

const find = (call: AirwallexCall, intentId: string) => call.send({ path: intentPath(intentId) });

/** What a refusal leaves: it is canceled already, has succeeded, or is under way. */
const cancel = (call: AirwallexCall, intentId: string) =>
  call.send(cancelRequest(intentId)).catch((error: unknown) => {
    if (isRefusal(error)) return find(call, intentId);
    throw error;
  });

async function respond(payment: PaymentIdentity, response: Promise<unknown>): Promise<HeldResponse> {
  try {
    return { kind: 'held', intent: heldIntent(payment, readAirwallexIntent(await response)) };
  } catch (error) {
    return isNotFound(error) ? { kind: 'missing' } : notAnswered(error);
  }
}

const notAnswered = (error: unknown): NotAnswered => ({ kind: 'not-answered', reason: describeFailure(error) });

/** The words in which every gateway's intents are shown, where they differ from Airwallex's. */
const STATUSES: Readonly<Record<string, string>> = { CANCELLED: 'canceled', PENDING: 'processing' };

function heldIntent(payment: PaymentIdentity, intent: AirwallexIntent): HeldIntent {
  const { id, status, amount, captured_amount, currency, metadata } = intent;
  const { orderId, eventId } = payment;
  // Each intent names some order; one that a person made names no event.
  const isOfSomebody = metadata?.['eventId'] !== undefined;
  return {
    id,
    status: STATUSES[status] ?? status.toLowerCase(),
    amount,
    amount_received: captured_amount ?? 0,
    currency,
    difference: differenceFrom(payment, { ...intent, merchant_order_id: orderId, metadata: { eventId } }),
    owner: isOfPayment(payment, intent) ? 'this' : isOfSomebody ? 'another' : 'nobody',
  };
}
