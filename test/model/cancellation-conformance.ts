import { cancelPayment } from '../../functions/payment-canceller/cancel-payment.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import { aCancellation } from '../doubles/payment-builders.ts';
import { currentOwner } from './attempt-answers.ts';
import { rowOf } from './attempt-driver.ts';
import type { DecodedPayment } from './payment-decoded.ts';

/** What happens when the cancellation's record is consumed, whether or not its acknowledgement is lost. */
export const isCancellation = (label: string) => label.startsWith('cancel consumed');

interface Step {
  readonly label: string;
  readonly before: DecodedPayment;
  readonly after: DecodedPayment;
}

/** Lets the real cancellation do a step of the model. Throws where it leaves another row, also where its read has missed the row. */
export async function followCancellation({ label, before, after }: Step) {
  const expected = after.row && shown(rowOf(after.row, currentOwner(after)));
  for (const readsRow of [true, false]) {
    const { rows, cancellations } = inMemoryPayments();
    const row = before.row && rowOf(before.row, currentOwner(before));
    if (row !== null) rows.set(row.eventId, row);
    const find = readsRow ? cancellations.find : async () => undefined;
    await cancelPayment({ ledger: { ...cancellations, find }, now: () => new Date() })(aCancellation());
    const left = [...rows.values()].map(shown);
    if (JSON.stringify(left) !== JSON.stringify([expected]))
      throw new Error(`At "${label}" the cancellation leaves ${JSON.stringify(left)}, not ${JSON.stringify(expected)}`);
  }
}

const shown = ({ state, owner, dueAt, cancelRequested, intentId }: ReturnType<typeof rowOf>) => ({
  state,
  // A void row that was never claimed has none that counts.
  owner: state === 'CHARGING' ? owner : undefined,
  isDue: dueAt !== undefined,
  cancelRequested,
  intentId,
});
