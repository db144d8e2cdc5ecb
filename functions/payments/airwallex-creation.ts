import { toAirwallexAmount } from './airwallex-amount.ts';
import type { AirwallexCall } from './airwallex-client.ts';
import { airwallexFailure, isDuplicate } from './airwallex-failure.ts';
import {
  type AirwallexIntent,
  differenceFrom,
  INTENTS_PATH,
  intentsOf,
  readAirwallexIntent,
} from './airwallex-payment-intent.ts';
import type { CreateResponse, PaymentRequest } from './payment-gateway.ts';

/** Creates a payment intent, or finds the one that was created for this event before. */
export async function createAtAirwallex(call: AirwallexCall, request: PaymentRequest): Promise<CreateResponse> {
  const amount = toAirwallexAmount(request);
  if (amount.kind === 'refused') return { kind: 'refused', code: 'amount_not_expressible' };
  if (!Object.values(request).every((value) => typeof value !== 'string' || value.isWellFormed()))
    return { kind: 'unbuildable', reason: 'the payment method is not well-formed Unicode' };
  try {
    const intent = await createOnce(call, request, amount.amount);
    return intent === undefined
      ? unknown('the request id was used before, and no intent is listed')
      : created(intent, request);
  } catch (error) {
    return airwallexFailure(error);
  }
}

/**
 * A request id that was used before answers no intent: it is in the list. Where it is not, the id is used up by a failure, and only
 * another one has the request carried out.
 */
async function createOnce(call: AirwallexCall, request: PaymentRequest, amount: number) {
  for (const requestId of [request.eventId, `${request.eventId}.2`]) {
    const body = { request_id: requestId, amount, ...parametersOf(request) };
    const response = await call.send({ path: `${INTENTS_PATH}/create`, body }).catch(noneIfDuplicate);
    const intent = response === undefined ? await findCreated(call, request) : readAirwallexIntent(response);
    if (intent !== undefined) return intent;
  }
  return undefined;
}

function noneIfDuplicate(error: unknown): undefined {
  if (!isDuplicate(error)) throw error;
}

/** A confirmation must name the payment method, and knows the intent alone: so the intent carries it. */
const parametersOf = (request: PaymentRequest) => ({
  currency: request.currency,
  merchant_order_id: request.orderId,
  ...(request.gatewayCustomer !== undefined && { customer_id: request.gatewayCustomer }),
  metadata: {
    eventId: request.eventId,
    tenant: request.tenant,
    traceparent: request.traceparent,
    paymentMethod: request.paymentMethod,
    ...(request.gatewayCustomer !== undefined && { gatewayCustomer: request.gatewayCustomer }),
  },
});

/** The first intent that was created for this event. */
async function findCreated(call: AirwallexCall, request: PaymentRequest) {
  const listed = (await call.list(INTENTS_PATH, intentsOf(request))).map(readAirwallexIntent);
  return listed
    .filter(({ metadata }) => metadata?.['eventId'] === request.eventId)
    .sort((one, other) => Date.parse(one.created_at) - Date.parse(other.created_at))[0];
}

function created(intent: AirwallexIntent, request: PaymentRequest): CreateResponse {
  const reason = differenceFrom(request, intent);
  if (reason !== undefined) return { kind: 'contradiction', intentId: intent.id, reason };
  const isSame = (['paymentMethod', 'gatewayCustomer'] as const).every(
    (name) => intent.metadata?.[name] === request[name],
  );
  return isSame
    ? { kind: 'created', intentId: intent.id }
    : unknown('the request id was used with another payment method');
}

const unknown = (reason: string) => ({ kind: 'unknown', reason, misconfigured: true }) as const;
