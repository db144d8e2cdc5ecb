import Stripe from 'stripe';
import * as z from 'zod/mini';
import { toGatewayAmount } from '../contracts/money.ts';
import { UnexpectedResponse } from '../platform/http-exchange.ts';
import type { PaymentIdentity, RefundResponse } from './payment-gateway.ts';

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
