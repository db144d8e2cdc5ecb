import Stripe from 'stripe';
import * as z from 'zod/mini';
import { toGatewayAmount } from '../contracts/money.ts';
import { UnexpectedResponse } from '../platform/http-exchange.ts';
import type { Contradiction, IntentState, PaymentIdentity, RefundResponse } from './payment-gateway.ts';

/** What is read of a payment intent. The SDK passes on any JSON without `error`, whatever its status or shape. */
const StripePaymentIntent = z.object({
  id: z.string().check(z.startsWith('pi_')),
  status: z.string(),
  amount: z.int(),
  amount_received: z.int(),
  currency: z.string(),
  metadata: z.record(z.string(), z.string()),
  last_payment_error: z.nullish(z.object({ code: z.nullish(z.string()), decline_code: z.nullish(z.string()) })),
});
export type StripePaymentIntent = z.infer<typeof StripePaymentIntent>;

/** @throws UnexpectedResponse where the response is anything else, such as a proxy's own JSON. */
export function readIntent(response: unknown): StripePaymentIntent {
  const result = z.safeParse(StripePaymentIntent, response);
  if (!result.success) throw new UnexpectedResponse('the response is not a payment intent');
  return result.data;
}

/** Whether the intent was made for this order or this event; either is enough to be looked at. */
export const isFor = ({ eventId, orderId }: PaymentIdentity, { metadata }: StripePaymentIntent) =>
  metadata['eventId'] === eventId || metadata['orderId'] === orderId;

/** What of an intent differs from the payment that it was made for; undefined where nothing does. */
export function differenceOf(intent: StripePaymentIntent, payment: PaymentIdentity): string | undefined {
  const asked = toGatewayAmount(payment);
  const amount = asked.kind === 'expressible' ? asked.amount : undefined;
  const equal = {
    amount: intent.amount === amount,
    amount_received: intent.status !== 'succeeded' || intent.amount_received === amount,
    currency: intent.currency === payment.currency.toLowerCase(),
    orderId: intent.metadata['orderId'] === payment.orderId,
    eventId: intent.metadata['eventId'] === payment.eventId,
  };
  const differing = Object.entries(equal).flatMap(([name, isEqual]) => (isEqual ? [] : [name]));
  return differing.length === 0 ? undefined : `the payment intent differs in ${differing.join(', ')}`;
}

/** By https://docs.stripe.com/payments/paymentintents/lifecycle. An intent of ours has its payment method until a decline takes it. */
export function stateOf(intent: StripePaymentIntent, payment: PaymentIdentity): IntentState | Contradiction {
  const reason = differenceOf(intent, payment);
  if (reason !== undefined) return contradiction(reason);
  const { status } = intent;
  if (status === 'succeeded' || status === 'canceled' || status === 'processing') return { kind: status };
  if (status === 'requires_confirmation') return { kind: 'open' };
  if (status === 'requires_action') return { kind: 'declined', code: 'authentication_required' };
  if (status === 'requires_payment_method') return { kind: 'declined', code: declineCodeOf(intent) };
  return contradiction(`the payment intent is ${status}, which nobody asked for`);
}

const declineCodeOf = ({ last_payment_error: error }: StripePaymentIntent) =>
  error?.decline_code ?? error?.code ?? 'card_declined';

/** What is read of a refund. */
const StripeRefund = z.object({
  id: z.string().check(z.startsWith('re_')),
  status: z.nullable(z.string()),
  amount: z.int(),
  currency: z.string(),
  payment_intent: z.string(),
});
type StripeRefund = z.infer<typeof StripeRefund>;

/** @throws UnexpectedResponse where the response is anything else. */
export function readRefund(response: unknown): StripeRefund {
  const result = z.safeParse(StripeRefund, response);
  if (!result.success) throw new UnexpectedResponse('the response is not a refund');
  return result.data;
}

/** By https://docs.stripe.com/api/refunds/object. A part may have been given back by hand before: then it is less than the payment. */
export function refundStateOf(refund: StripeRefund, intentId: string, payment: PaymentIdentity): RefundResponse {
  const captured = toGatewayAmount(payment);
  const equal = {
    amount: captured.kind === 'expressible' && refund.amount > 0 && refund.amount <= captured.amount,
    currency: refund.currency === payment.currency.toLowerCase(),
    payment_intent: refund.payment_intent === intentId,
  };
  const differing = Object.entries(equal).flatMap(([name, isEqual]) => (isEqual ? [] : [name]));
  if (differing.length > 0) return contradiction(`${refund.id} differs in ${differing.join(', ')}`);
  if (refund.status === 'succeeded' || refund.status === 'pending') return { kind: 'refunded' };
  return contradiction(`${refund.id} is ${refund.status}`);
}

const contradiction = (reason: string) => ({ kind: 'contradiction', reason }) as const;

/** All of it was given back before, by whomever. */
export const isRefundedAlready = (error: unknown) =>
  error instanceof Stripe.errors.StripeError && error.code === 'charge_already_refunded';

/** What the gateway does not know, or has not captured, it can't give back. One of the other mode is there: the key is wrong. */
export const isUnrefundable = (error: unknown) =>
  error instanceof Stripe.errors.StripeInvalidRequestError &&
  !/a similar object exists in/i.test(error.message) &&
  (error.code === 'resource_missing' || /does not have a successful charge to refund/i.test(error.message));
