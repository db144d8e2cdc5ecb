import {
  type AirwallexCall,
  type AirwallexClientOptions,
  type AirwallexRequest,
  airwallexClient,
  type IntentOfPayment,
} from './airwallex-client.ts';
import { createAtAirwallex } from './airwallex-creation.ts';
import { airwallexFailure, describeFailure, isDuplicate, isNotFound, isRefusal } from './airwallex-failure.ts';
import {
  airwallexState,
  cancelRequest,
  INTENTS_PATH,
  intentPath,
  intentsOf,
  isOfPayment,
  readAirwallexIntent,
} from './airwallex-payment-intent.ts';
import { refundAtAirwallex } from './airwallex-refund.ts';
import type { IntentResponse, ListResponse, PaymentGateway, PaymentIdentity } from './payment-gateway.ts';

export interface AirwallexPaymentGatewayOptions extends AirwallexClientOptions {
  /** For one whole list; what is read by then is not used. */
  readonly listTimeoutMs: number;
}

/** The gateway behind Airwallex's Payment Acceptance API. An order's payment method is a payment consent that the merchant may use. */
export function airwallexPaymentGateway(options: AirwallexPaymentGatewayOptions): PaymentGateway {
  const call = airwallexClient(options);
  return {
    create: (request) => createAtAirwallex(call(), request),
    confirm: (intentId, payment) => about(call(), { intentId, payment }, confirmUntil(options.now)),
    retrieve: (intentId, payment) => about(call(), { intentId, payment }, retrieve),
    cancel: (intentId, payment) => about(call(), { intentId, payment }, cancel),
    refund: (intentId, payment) => refundAtAirwallex(call(), { intentId, payment }),
    list: (payment, since) => list(call(options.listTimeoutMs), payment, since),
  };
}

type Act = (call: AirwallexCall, of: IntentOfPayment) => Promise<IntentResponse>;

async function about(call: AirwallexCall, of: IntentOfPayment, act: Act): Promise<IntentResponse> {
  try {
    return await act(call, of);
  } catch (error) {
    if (isNotFound(error)) return { kind: 'contradiction', reason: 'the gateway does not know the payment intent' };
    return declinedBy(error);
  }
}

const retrieve: Act = async (call, { intentId, payment }) =>
  airwallexState(readAirwallexIntent(await call.send({ path: intentPath(intentId) })), payment);

/** The request of a confirmation is not under way for so long. */
const STUCK_MS = 3_600_000;

/**
 * Looked at first: what is not as it was asked for is not confirmed. All confirmations of an intent have one request id, so at most
 * one is carried out, whatever the gateway makes of two at once. Where that id is used up and nothing was attempted, no other
 * confirmation would be safe: in the end the intent is cancelled, which is.
 */
const confirmUntil =
  (now: () => Date): Act =>
  async (call, of) => {
    const intent = readAirwallexIntent(await call.send({ path: intentPath(of.intentId) }));
    const state = airwallexState(intent, of.payment);
    if (state.kind !== 'open') return state;
    const consent = intent.metadata?.['paymentMethod'];
    if (consent === undefined) return { kind: 'contradiction', reason: 'the payment intent names no payment method' };
    const isStuck = now().getTime() - Date.parse(intent.created_at) > STUCK_MS;
    const ifOpen = (error: unknown) => (isStuck && isDuplicate(error) ? cancel(call, of) : declinedBy(error));
    return change(call, of, { ...confirmation(of.intentId, consent), ifOpen });
  };

const confirmation = (intentId: string, consent: string): AirwallexRequest => ({
  path: `${intentPath(intentId)}/confirm`,
  body: {
    request_id: `${intentId}.confirm`,
    payment_consent_id: consent,
    payment_method_options: { card: { auto_capture: true } },
  },
});

const cancel: Act = (call, of) => change(call, of, cancelRequest(of.intentId));

interface Change extends AirwallexRequest {
  /** What a refusal means that has left the intent as it was. */
  readonly ifOpen?: (error: unknown) => IntentResponse | Promise<IntentResponse>;
}

/** A refusal says less than the intent itself: which attempt was declined, or that it has succeeded or is cancelled already. */
async function change(
  call: AirwallexCall,
  of: IntentOfPayment,
  { ifOpen = declinedBy, ...request }: Change,
): Promise<IntentResponse> {
  try {
    return airwallexState(readAirwallexIntent(await call.send(request)), of.payment);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const state = await retrieve(call, of);
    return state.kind === 'open' ? ifOpen(error) : state;
  }
}

/** Of an intent that is there: it can still be confirmed until it is cancelled. */
function declinedBy(error: unknown): IntentResponse {
  const failure = airwallexFailure(error);
  return failure.kind === 'refused' ? { kind: 'declined', code: failure.code } : failure;
}

async function list(call: AirwallexCall, payment: PaymentIdentity, since: Date): Promise<ListResponse> {
  try {
    const intents = (await call.list(INTENTS_PATH, intentsOf(payment, since)))
      .map(readAirwallexIntent)
      .filter((intent) => isOfPayment(payment, intent))
      .map((intent) => ({ intentId: intent.id, state: airwallexState(intent, payment) }));
    return { kind: 'listed', intents };
  } catch (error) {
    const failure = airwallexFailure(error);
    return failure.kind === 'refused'
      ? { kind: 'unknown', reason: describeFailure(error), misconfigured: true }
      : failure;
  }
}
