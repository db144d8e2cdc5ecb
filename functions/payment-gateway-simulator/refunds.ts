import * as z from 'zod/mini';
import type { GatewayDeps, Operation } from './answer-post.ts';
import { type ChargeLedger, type LedgerRecord, type PaymentIntentRecord, refundId } from './charge-ledger.ts';
import { next } from './payment-intent-life.ts';
import { listPage, listParameters } from './payment-intent-lists.ts';
import { currentIntent } from './payment-intents.ts';
import { Metadata, readParameters, WholeNumber } from './request-parameters.ts';
import { invalidRequest, noSuch } from './stripe-errors.ts';
import { stripeObject } from './stripe-objects.ts';

const RefundParameters = z.strictObject({
  payment_intent: z.string(),
  amount: z.optional(WholeNumber),
  reason: z.optional(z.enum(['duplicate', 'fraudulent', 'requested_by_customer'])),
  metadata: Metadata,
});

/** Gives back a part of what an intent captured, or whatever is left of it; never more. */
export const createRefund =
  (deps: GatewayDeps): Operation =>
  ({ form }) => {
    const { payment_intent: id, reason, metadata, ...parameters } = readParameters(RefundParameters, form);
    return async () => {
      const intent = await currentIntent(deps, id, { param: 'payment_intent', status: 404 });
      const amount = refundableAmount(intent, parameters.amount);
      const refund: LedgerRecord = {
        id: refundId(deps.now().getTime(), deps.newToken()),
        object: 'refund',
        version: 1,
        createdAt: deps.now().getTime(),
        paymentIntent: id,
        charge: intent.latestCharge ?? '',
        amount,
        currency: intent.currency,
        reason,
        metadata,
      };
      return {
        response: { status: 200, record: refund },
        changes: [
          refund,
          next(intent, {
            refundedAmount: intent.refundedAmount + amount,
            refunds: [...(intent.refunds ?? []), refund.id],
          }),
        ],
        events: [{ type: 'refund.created', record: refund }],
      };
    };
  };

/** @throws {StripeRefusal} where so much was not captured, or is given back already. */
function refundableAmount(intent: PaymentIntentRecord, asked: number | undefined): number {
  const left = intent.amount - intent.refundedAmount;
  const amount = asked ?? left;
  if (intent.status !== 'succeeded')
    throw invalidRequest(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`);
  if (left === 0) {
    const message = `Charge ${intent.latestCharge ?? ''} has already been refunded.`;
    throw invalidRequest(message, { code: 'charge_already_refunded' });
  }
  if (amount > left) {
    const message = `Refund amount (${amount} ${intent.currency}) is greater than unrefunded amount on charge (${left} ${intent.currency})`;
    throw invalidRequest(message, { param: 'amount' });
  }
  if (amount === 0)
    throw invalidRequest('Invalid positive integer', { code: 'parameter_invalid_integer', param: 'amount' });
  return amount;
}

/** @throws {StripeRefusal} where there is none. */
export async function findRefund(ledger: ChargeLedger, id: string): Promise<LedgerRecord> {
  const refund = await ledger.find(id);
  if (refund?.object === 'refund') return refund;
  throw noSuch(`refund: '${id}'`, { param: 'refund', status: 404 });
}

const RefundListParameters = z.strictObject({ ...listParameters, payment_intent: z.optional(z.string()) });

/** All refunds, or those of one intent, newest first. */
export function listRefunds(deps: GatewayDeps) {
  const list = (has_more: boolean, data: readonly LedgerRecord[]) => ({
    ...{ object: 'list', url: '/v1/refunds', has_more, data: data.map(stripeObject) },
  });
  return async (query: URLSearchParams): Promise<object> => {
    const { payment_intent: id, ...parameters } = readParameters(RefundListParameters, query);
    const page = await listPage(deps, parameters, 'refund');
    if (id === undefined) {
      const { refunds, hasMore } = await deps.ledger.listRefunds(page);
      return list(hasMore, refunds);
    }
    const { refunds = [] } = await currentIntent(deps, id, { param: 'payment_intent', status: 404 });
    const shown = refunds.toReversed().slice(0, page.limit);
    return list(refunds.length > page.limit, await Promise.all(shown.map((one) => findRefund(deps.ledger, one))));
  };
}
