import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { UnexpectedResponse } from '../platform/http-exchange.ts';
import { toAirwallexAmount } from './airwallex-amount.ts';
import type { Contradiction, IntentState, PaymentIdentity } from './payment-gateway.ts';

export const INTENTS_PATH = '/pa/payment_intents';
export const intentPath = (intentId: string) => `${INTENTS_PATH}/${encodeURIComponent(intentId)}`;

/** What asks for the intents of a payment's order. Times are written as the gateway writes them. */
export const intentsOf = ({ orderId }: PaymentIdentity, since?: Date) => ({
  merchant_order_id: orderId,
  ...(since && { from_created_at: since.toISOString().replace(/\.\d+Z$/, '+0000') }),
});

/** Under an id of its own each time: cancelled twice is cancelled once, and a refusal of now must not stick to an id. */
export const cancelRequest = (intentId: string) => ({
  path: `${intentPath(intentId)}/cancel`,
  body: { request_id: randomUUID() },
});

/** What is read of a payment intent. Amounts are decimal numbers of major units. */
const AirwallexIntent = z.object({
  id: z.string().check(z.startsWith('int_')),
  status: z.string(),
  amount: z.number(),
  captured_amount: z.nullish(z.number()),
  currency: z.string(),
  merchant_order_id: z.string(),
  created_at: z.string(),
  metadata: z.nullish(z.record(z.string(), z.string())),
  latest_payment_attempt: z.nullish(z.object({ failure_code: z.nullish(z.string()) })),
});
export type AirwallexIntent = z.infer<typeof AirwallexIntent>;

/** @throws UnexpectedResponse where the response is anything else, such as a proxy's own JSON. */
export const readAirwallexIntent = (response: unknown) => readAs(AirwallexIntent, response, 'a payment intent');

/** @throws UnexpectedResponse where the response is anything else. */
export function readAs<Shape>(schema: z.ZodMiniType<Shape>, response: unknown, what: string): Shape {
  const result = z.safeParse(schema, response);
  if (!result.success) throw new UnexpectedResponse(`the response is not ${what}`);
  return result.data;
}

/** Whether the intent was made for this order or this event; either is enough to be looked at. */
export const isOfPayment = ({ eventId, orderId }: PaymentIdentity, intent: AirwallexIntent) =>
  intent.merchant_order_id === orderId || intent.metadata?.['eventId'] === eventId;

/** What of an intent differs from the payment that it was made for; undefined where nothing does. */
export function differenceFrom(payment: PaymentIdentity, intent: AirwallexIntent): string | undefined {
  const amount = expressed(payment);
  const captured = { SUCCEEDED: amount, CANCELLED: 0 }[intent.status];
  const equal = {
    amount: intent.amount === amount,
    captured_amount: captured === undefined || (intent.captured_amount ?? 0) === captured,
    currency: intent.currency === payment.currency,
    merchant_order_id: intent.merchant_order_id === payment.orderId,
    eventId: intent.metadata?.['eventId'] === payment.eventId,
  };
  const differing = differences(equal);
  return differing === '' ? undefined : `the payment intent differs in ${differing}`;
}

/** By https://www.airwallex.com/docs/payments/reference/payment-statuses. */
const STATES: Readonly<Record<string, IntentState>> = {
  SUCCEEDED: { kind: 'succeeded' },
  CANCELLED: { kind: 'canceled' },
  PENDING: { kind: 'processing' },
  REQUIRES_CUSTOMER_ACTION: { kind: 'declined', code: 'authentication_required' },
};

export function airwallexState(intent: AirwallexIntent, payment: PaymentIdentity): IntentState | Contradiction {
  const reason = differenceFrom(payment, intent);
  if (reason !== undefined) return { kind: 'contradiction', reason };
  const { status, latest_payment_attempt: attempt } = intent;
  // The status before the first attempt, and after one that has failed.
  if (status === 'REQUIRES_PAYMENT_METHOD')
    return attempt ? { kind: 'declined', code: attempt.failure_code ?? 'payment_failed' } : { kind: 'open' };
  return STATES[status] ?? { kind: 'contradiction', reason: `the payment intent is ${status}, which nobody asked for` };
}

/** Undefined where the gateway could not have taken it. */
export function expressed(payment: PaymentIdentity): number | undefined {
  const amount = toAirwallexAmount(payment);
  return amount.kind === 'expressible' ? amount.amount : undefined;
}

export const differences = (equal: Readonly<Record<string, boolean>>) =>
  Object.entries(equal)
    .flatMap(([name, isEqual]) => (isEqual ? [] : [name]))
    .join(', ');
