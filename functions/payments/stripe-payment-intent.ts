import * as z from 'zod/mini';
import { toGatewayAmount } from '../contracts/money.ts';
import { UnexpectedResponse } from '../platform/http-exchange.ts';
import type { Contradiction, IntentState, PaymentIdentity } from './payment-gateway.ts';

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
  if (reason !== undefined) return { kind: 'contradiction', reason };
  const { status } = intent;
  if (status === 'succeeded' || status === 'canceled' || status === 'processing') return { kind: status };
  if (status === 'requires_confirmation') return { kind: 'open' };
  if (status === 'requires_action') return { kind: 'declined', code: 'authentication_required' };
  if (status === 'requires_payment_method') return { kind: 'declined', code: declineCodeOf(intent) };
  return { kind: 'contradiction', reason: `the payment intent is ${status}, which nobody asked for` };
}

const declineCodeOf = ({ last_payment_error: error }: StripePaymentIntent) =>
  error?.decline_code ?? error?.code ?? 'card_declined';
