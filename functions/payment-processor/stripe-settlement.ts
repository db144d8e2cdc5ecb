import type Stripe from 'stripe';
import type { ChargeIdentity } from './payment-gateway.ts';
import { type Judgement, judge } from './stripe-judgement.ts';
import { readIntent } from './stripe-payment-intent.ts';

/** What the intent means. One that waits for the customer is cancelled first, since nobody is there to act. */
export async function settle(stripe: Stripe, request: ChargeIdentity, answer: unknown): Promise<Judgement> {
  const intent = readIntent(answer);
  if (intent.status !== 'requires_action') return judge(intent, request);
  const judgement = judge(readIntent(await cancel(stripe, intent.id)), request);
  return judgement.kind === 'declined' ? { ...judgement, code: 'authentication_required' } : judgement;
}

/** A cancellation fails where the intent is cancelled already, or was paid meanwhile: its state tells. */
const cancel = (stripe: Stripe, id: string): Promise<unknown> =>
  stripe.paymentIntents
    .cancel(id, {}, { idempotencyKey: `${id}.cancel` })
    .catch(() => stripe.paymentIntents.retrieve(id));
