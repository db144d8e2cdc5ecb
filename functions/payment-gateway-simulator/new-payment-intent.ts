import type { KeyUse } from './charge-ledger.ts';
import type { CreationRequest } from './creation-request.ts';
import type { PaymentIntent } from './payment-intent.ts';
import type { Behaviour } from './test-payment-methods.ts';

/** What the first request with a key makes; the same for each repetition, so that it is also the replay. */
export function newPaymentIntent(request: CreationRequest, behaviour: Behaviour, use: KeyUse): PaymentIntent {
  const amount = request.amount + (behaviour.surplus ?? 0);
  return {
    id: use.intentId,
    object: 'payment_intent',
    amount,
    amount_received: behaviour.status === 'succeeded' ? amount : 0,
    currency: request.currency,
    status: behaviour.status,
    created: Math.floor(Date.parse(use.usedAt) / 1000),
    payment_method: request.paymentMethod,
    metadata: { ...request.metadata },
    last_payment_error: behaviour.decline
      ? {
          type: 'card_error',
          code: behaviour.decline.code,
          decline_code: behaviour.decline.declineCode,
          message: 'The card was declined.',
        }
      : null,
  };
}
