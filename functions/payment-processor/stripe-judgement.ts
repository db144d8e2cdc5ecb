import type { ChargeAnswer, ChargeIdentity } from './payment-gateway.ts';
import type { StripePaymentIntent } from './stripe-payment-intent.ts';

export type Judgement =
  | Exclude<ChargeAnswer, { kind: 'unknown' }>
  | { readonly kind: 'open'; readonly reference: string; readonly status: string };

/** What an intent means for the request that it was made for. */
export function judge(intent: StripePaymentIntent, request: ChargeIdentity): Judgement {
  const reference = intent.id;
  const differing = differences(intent, request);
  if (differing.length > 0) return { kind: 'contradiction', reference, reason: `differs in ${differing.join(', ')}` };
  if (intent.status === 'succeeded') return { kind: 'captured', reference };
  const code = declineCode(intent);
  return code === undefined
    ? { kind: 'open', reference, status: intent.status }
    : { kind: 'declined', reference, code };
}

function differences(intent: StripePaymentIntent, request: ChargeIdentity): string[] {
  const equal = {
    amount: intent.amount === request.amount,
    amount_received: intent.status !== 'succeeded' || intent.amount_received === request.amount,
    currency: intent.currency === request.currency.toLowerCase(),
    orderId: intent.metadata['orderId'] === request.orderId,
    eventId: intent.metadata['eventId'] === request.eventId,
  };
  return Object.entries(equal).flatMap(([name, same]) => (same ? [] : [name]));
}

type LastError = StripePaymentIntent['last_payment_error'];

function declineCode({ status, last_payment_error: error }: StripePaymentIntent): string | undefined {
  if (status === 'canceled') return codeOf(error) ?? 'canceled';
  const refused = status === 'requires_payment_method' && error?.type === 'card_error';
  return refused ? (codeOf(error) ?? 'card_declined') : undefined;
}

const codeOf = (error: LastError) => error?.decline_code ?? error?.code;
