import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { toGatewayAmount } from '../contracts/money.ts';
import type {
  CreateResponse,
  IntentResponse,
  ListResponse,
  PaymentGateway,
  PaymentIdentity,
  PaymentRequest,
  RefundResponse,
} from './payment-gateway.ts';
import { type StripeClientOptions, stripeClient } from './stripe-client.ts';
import { describe, failureOf, isReplayed, isReplayedFailure } from './stripe-failure.ts';
import {
  differenceOf,
  isFor,
  isRefundedAlready,
  isUnrefundable,
  readIntent,
  readRefund,
  refundStateOf,
  stateOf,
} from './stripe-payment-intent.ts';

export interface StripePaymentGatewayOptions extends StripeClientOptions {
  /** For one whole list; what is read by then is not used. */
  readonly listTimeoutMs: number;
}

/** The gateway behind Stripe's API, or behind the simulator of it. */
export function stripePaymentGateway(options: StripePaymentGatewayOptions): PaymentGateway {
  const stripe = stripeClient(options);
  const intents = stripe.paymentIntents;
  return {
    create: (request) => create(stripe, request),
    confirm: (intentId, payment) => about(payment, () => intents.confirm(intentId, { off_session: true })),
    retrieve: (intentId, payment) => about(payment, () => intents.retrieve(intentId)),
    cancel: (intentId, payment) => about(payment, () => intents.cancel(intentId)),
    refund: (intentId, payment) => refund(stripe, intentId, payment),
    list: (payment, since) => list(stripe, { payment, since, timeoutMs: options.listTimeoutMs }),
  };
}

async function create(stripe: Stripe, request: PaymentRequest): Promise<CreateResponse> {
  const amount = toGatewayAmount(request);
  if (amount.kind === 'refused') return { kind: 'refused', code: 'amount_not_expressible' };
  if (!isBuildable(request)) return { kind: 'unbuildable', reason: 'the payment method is not well-formed Unicode' };
  const parameters = parametersOf(request, amount.amount);
  const createAs = async (idempotencyKey: string): Promise<CreateResponse> => {
    // Of a replay only these count: it shows the status of then.
    const intent = readIntent(await stripe.paymentIntents.create(parameters, { idempotencyKey }));
    const reason = differenceOf({ ...intent, status: 'requires_confirmation' }, request);
    return reason === undefined
      ? { kind: 'created', intentId: intent.id }
      : { kind: 'contradiction', intentId: intent.id, reason };
  };
  try {
    return await onceMoreUnderAnotherKey(request.eventId, createAs);
  } catch (error) {
    return failureOf(error);
  }
}

/** Where the gateway has saved a failure for the key, only another key has the request carried out. */
const onceMoreUnderAnotherKey = <Response>(
  key: string,
  send: (key: string) => Promise<Response>,
  { isSaved, other } = { isSaved: isReplayedFailure, other: '2' },
) =>
  send(key).catch((error: unknown) => {
    if (isSaved(error)) return send(`${key}.${other}`);
    throw error;
  });

/**
 * A refusal is saved, too, such as one for want of a balance: once that is mended, each key that was used answers with it for a day.
 * A refund may have a key of its own: it never gives back more than is left.
 */
const underFreshKey = () => ({
  isSaved: (error: unknown) => isReplayed(error) && !isRefundedAlready(error),
  other: randomUUID(),
});

const parametersOf = (request: PaymentRequest, amount: number): Stripe.PaymentIntentCreateParams => ({
  amount,
  currency: request.currency.toLowerCase(),
  payment_method: request.paymentMethod,
  ...(request.gatewayCustomer !== undefined && { customer: request.gatewayCustomer }),
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  metadata: {
    orderId: request.orderId,
    eventId: request.eventId,
    tenant: request.tenant,
    traceparent: request.traceparent,
  },
});

/** What is not well-formed can't be encoded into a request. */
const isBuildable = (request: PaymentRequest) =>
  Object.values(request).every((value) => typeof value !== 'string' || value.isWellFormed());

/** What a call says about an intent. No key: the intent itself is one, and a stored failure would stick to a key. */
async function about(payment: PaymentIdentity, call: () => Promise<unknown>): Promise<IntentResponse> {
  try {
    return stateOf(readIntent(await call().catch(intentIn)), payment);
  } catch (error) {
    return fromError(error);
  }
}

/** A refusal that carries the intent shows its state: a decline, or that it is canceled or has succeeded already. */
function intentIn(error: unknown): unknown {
  if (error instanceof Stripe.errors.StripeError && error.payment_intent !== undefined) return error.payment_intent;
  throw error;
}

function fromError(error: unknown): IntentResponse {
  if (isLost(error)) return { kind: 'contradiction', reason: 'the gateway does not know the payment intent' };
  const failure = failureOf(error);
  // Of an intent that is there: it can still be confirmed until it is canceled.
  return failure.kind === 'refused' ? { kind: 'declined', code: failure.code } : failure;
}

/** Intents are never deleted. One of the other mode is there: the key is wrong. */
const isLost = (error: unknown) =>
  error instanceof Stripe.errors.StripeInvalidRequestError &&
  error.code === 'resource_missing' &&
  (error.param === 'intent' || error.param === undefined) &&
  !/a similar object exists in/i.test(error.message);

/** Without an amount, so that it is whatever is left: two refunds under two keys give back no more than one. */
async function refund(stripe: Stripe, intentId: string, payment: PaymentIdentity): Promise<RefundResponse> {
  // Nothing that a rebuilt row may have otherwise: under the same key the gateway refuses other parameters.
  const parameters = {
    payment_intent: intentId,
    metadata: { orderId: payment.orderId, eventId: payment.eventId },
  };
  try {
    const response = await onceMoreUnderAnotherKey(
      `${payment.eventId}.refund`,
      (idempotencyKey) => stripe.refunds.create(parameters, { idempotencyKey }),
      underFreshKey(),
    );
    return refundStateOf(readRefund(response), intentId, payment);
  } catch (error) {
    if (isRefundedAlready(error)) return { kind: 'refunded' };
    const failure = failureOf(error);
    return isUnrefundable(error) || failure.kind === 'refused'
      ? { kind: 'contradiction', reason: describe(error) }
      : failure;
  }
}

interface Listing {
  readonly payment: PaymentIdentity;
  readonly since: Date;
  readonly timeoutMs: number;
}

/** The list is read-after-write, unlike the search, and shows all that was created in the period: it must be read to its end. */
async function list(stripe: Stripe, { payment, since, timeoutMs }: Listing): Promise<ListResponse> {
  const budget = AbortSignal.timeout(timeoutMs);
  const found = [];
  try {
    const created = { gte: Math.floor(since.getTime() / 1_000) };
    for await (const listed of stripe.paymentIntents.list({ created, limit: 100 })) {
      if (budget.aborted) return { kind: 'unknown', reason: 'the list is too long', misconfigured: false };
      const intent = readIntent(listed);
      if (isFor(payment, intent)) found.push({ intentId: intent.id, state: stateOf(intent, payment) });
    }
    return { kind: 'listed', intents: found };
  } catch (error) {
    const failure = failureOf(error);
    return failure.kind === 'refused' ? { kind: 'unknown', reason: describe(error), misconfigured: true } : failure;
  }
}
