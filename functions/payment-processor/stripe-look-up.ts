import type Stripe from 'stripe';
import type { ChargeIdentity, LookUpAnswer } from './payment-gateway.ts';
import { describe } from './stripe-failure.ts';
import { concerns, readIntent, type StripePaymentIntent } from './stripe-payment-intent.ts';
import { settle } from './stripe-settlement.ts';

export interface LookUpOptions {
  /** How far the gateway's clock may be from the one that dated the order. */
  readonly clockErrorSeconds: number;
  /** A list too long to be read within this is left to a person; a killed function would block its partition. */
  readonly lookUpBudgetMs: number;
}

/** Looks for the charge in the gateway's list: its search lags behind by minutes, its list does not. */
export function stripeLookUp(stripe: Stripe, options: LookUpOptions) {
  return async (request: ChargeIdentity): Promise<LookUpAnswer> => {
    try {
      return await conclude(stripe, request, await listConcerning(stripe, request, options));
    } catch (error) {
      return { kind: 'unknown', mayHaveCharged: false, reason: describe(error) };
    }
  };
}

/** Reads to the end even after a hit: a second charge must not stay unseen. */
export async function listConcerning(stripe: Stripe, request: ChargeIdentity, options: LookUpOptions) {
  const budget = AbortSignal.timeout(options.lookUpBudgetMs);
  const since = Math.floor(Date.parse(request.placedAt) / 1000) - options.clockErrorSeconds;
  const found: StripePaymentIntent[] = [];
  for await (const listed of stripe.paymentIntents.list({ created: { gte: since }, limit: 100 })) {
    if (budget.aborted) return 'too-long';
    const intent = readIntent(listed);
    if (concerns(intent, request)) found.push(intent);
  }
  return found;
}

async function conclude(
  stripe: Stripe,
  request: ChargeIdentity,
  found: readonly StripePaymentIntent[] | 'too-long',
): Promise<LookUpAnswer> {
  if (found === 'too-long') return contradiction(request.eventId, 'the list is too long to be looked through');
  const [only, ...others] = found;
  if (only === undefined) return { kind: 'not-found' };
  if (others.length > 0)
    return contradiction(
      only.id,
      `several payment intents: ${found.map(({ id, status }) => `${id} ${status}`).join(', ')}`,
    );
  const judgement = await settle(stripe, request, only);
  return judgement.kind === 'open' ? contradiction(only.id, `never became final: ${judgement.status}`) : judgement;
}

const contradiction = (reference: string, reason: string): LookUpAnswer => ({
  kind: 'contradiction',
  reference,
  reason,
});
