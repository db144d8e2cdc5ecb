import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import type { HeldIntents } from '../../../operations/held-intents.ts';
import { type ReviewCommand, resolveReview } from '../../../operations/resolve-review.ts';
import {
  inMemoryHeldIntents,
  inMemoryOperatorLedger,
  type PlacedIntent,
} from '../../doubles/in-memory-payment-operations.ts';
import { PLACED_AT } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { at } from '../../harness/payments.ts';

export const inReview = aPaymentRow({ state: 'IN_REVIEW', reviewReason: 'differs in amount', decidedAt: at(10) });
const { intentId: _, ...unrecorded } = inReview;
export const withoutIntent: PaymentRow = unrecorded;
const { eventId, orderId } = inReview;
export const NOT_ANSWERED = { kind: 'not-answered', reason: 'no answer' } as const;

/** An intent of the order, made when that was placed. */
export const anIntent = (status: string, differing: Partial<PlacedIntent> = {}): PlacedIntent => ({
  id: 'pi_1',
  status,
  amount: 1_250,
  amount_received: status === 'succeeded' ? 1_250 : 0,
  currency: 'eur',
  difference: undefined,
  owner: 'this',
  orderId,
  createdAt: Date.parse(PLACED_AT),
  ...differing,
});

export interface Situation {
  readonly row?: PaymentRow;
  readonly intents?: readonly PlacedIntent[];
  readonly gateway?: Partial<HeldIntents>;
  /** What happens to the row while the gateway is asked. */
  readonly meanwhile?: PaymentRow;
}

/** An operator before a payment, an hour after its order was placed. */
export function anOperator({ row = inReview, intents = [], gateway = {}, meanwhile }: Situation = {}) {
  const rows = new Map([[row.eventId, row]]);
  const held = new Map(intents.map((intent) => [intent.id, intent]));
  const all = { ...inMemoryHeldIntents(held), ...gateway };
  const calls: string[] = [];
  const resolve = resolveReview({
    ledger: inMemoryOperatorLedger(rows),
    intents: {
      find(id, payment) {
        calls.push(`find ${id}`);
        return all.find(id, payment);
      },
      list(payment, since) {
        calls.push(`list since ${since.toISOString()}`);
        return all.list(payment, since);
      },
      cancel(id, payment) {
        calls.push(`cancel ${id}`);
        if (meanwhile) rows.set(row.eventId, meanwhile);
        return all.cancel(id, payment);
      },
    },
    now: () => new Date(at(3_600)),
  });
  const run = (differing: Partial<ReviewCommand> = {}) =>
    resolve({ eventId, by: 'ann', reason: 'ticket 81', dryRun: false, ...differing });
  return { run, calls, row: () => rows.get(eventId), statuses: () => [...held.values()].map(({ status }) => status) };
}
