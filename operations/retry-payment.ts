import type { PaymentRow } from '../functions/contracts/payment-row.ts';

/** The PaymentDedup table for whoever makes a payment due. */
export interface RetryLedger {
  /** As it is now. */
  find(eventId: string): Promise<PaymentRow | undefined>;
  /** Makes a row that is CHARGING or REFUND_DUE due; answers the row that is neither. */
  dueNow(seen: PaymentRow, now: string): Promise<PaymentRow | undefined>;
}

export interface RetryPaymentDeps {
  readonly ledger: RetryLedger;
  /** Runs the payment-retrier once, to its end. */
  readonly runRetrier: () => Promise<unknown>;
  readonly now: () => Date;
}

export type RetryOutcome =
  /** What it is after the run. */
  | { readonly kind: 'retried' | 'would-be-retried'; readonly row: PaymentRow }
  | { readonly kind: 'refused'; readonly reason: string };

/** Has an undecided payment tried now instead of when it is due. */
export function retryPayment({ ledger, runRetrier, now }: RetryPaymentDeps) {
  const find = async (eventId: string): Promise<RetryOutcome> => {
    const row = await ledger.find(eventId);
    if (row === undefined) return refused('there is no payment of this order');
    if (row.state !== 'CHARGING' && row.state !== 'REFUND_DUE')
      return refused(`the payment is ${row.state}, so there is nothing to try`);
    if (needsItsEvent(row)) return refused('only its event can go on with it: npm run ops -- requeue');
    return { kind: 'would-be-retried', row };
  };

  return async ({ eventId, dryRun }: { readonly eventId: string; readonly dryRun: boolean }): Promise<RetryOutcome> => {
    const found = await find(eventId);
    if (found.kind === 'refused' || dryRun) return found;
    const obstacle = await ledger.dueNow(found.row, now().toISOString());
    if (obstacle !== undefined) return refused(`it was changed meanwhile and is ${obstacle.state}`);
    await runRetrier();
    return { kind: 'retried', row: (await ledger.find(eventId)) ?? found.row };
  };
}

/** The payment method is in the event alone, and once the row is due nobody reads the event any more. */
const needsItsEvent = ({ state, intentId, paymentMethod, dueAt }: PaymentRow) =>
  state === 'CHARGING' && [intentId, paymentMethod, dueAt].every((known) => known === undefined);

const refused = (reason: string): RetryOutcome => ({ kind: 'refused', reason });
