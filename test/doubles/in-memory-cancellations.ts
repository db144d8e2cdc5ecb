import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { CancellationLedger } from '../../functions/payment-canceller/cancel-payment.ts';
import type { PaymentLedger } from '../../functions/payments/payment-ledger.ts';
import { dueShardOf } from '../../functions/payments/payment-rows.ts';
import { refundDue } from '../../functions/payments/payment-updates.ts';
import type { RefundLedger } from '../../functions/payments/refund-payment.ts';

type Rows = Map<string, PaymentRow>;

function rowIn(rows: Rows, eventId: string): PaymentRow {
  const row = rows.get(eventId);
  if (row === undefined) throw new Error(`there is no row ${eventId}`);
  return row;
}

const due = ({ eventId }: PaymentRow, dueAt: string) => ({ dueAt, dueShard: dueShardOf(eventId) });

/** The PaymentDedup table, as the payment-canceller sees it. */
export const inMemoryCancellations = (
  rows: Rows,
  { find, insert }: Pick<PaymentLedger, 'find' | 'insert'>,
): CancellationLedger => ({
  find,
  insert,
  async cancel(seen, now) {
    const row = rowIn(rows, seen.eventId);
    const isDueAlready = row.state === 'REFUND_DUE' && row.dueAt !== undefined;
    if (row.state !== seen.state || isDueAlready) return row;
    rows.set(row.eventId, cancelled(row, now));
    return undefined;
  },
});

function cancelled(row: PaymentRow, now: string): PaymentRow {
  const { parkReason, parkedSince, ...rest } = row;
  switch (row.state) {
    case 'CHARGING':
      return { ...row, ...due(row, now), cancelRequested: true };
    case 'IN_REVIEW':
      return { ...row, cancelRequested: true };
    case 'CAPTURED':
      return { ...rest, ...refundDue(row.eventId, now) };
    case 'REFUND_DUE':
      return { ...row, ...due(row, now) };
    case 'DECLINED':
    case 'VOID':
    case 'REFUNDED':
      throw new Error(`a payment that is ${row.state} has nothing to cancel`);
  }
}

/** The same table, as the payment-retrier sees what is to be given back. */
export const inMemoryRefunds = (rows: Rows): RefundLedger => ({
  async refunded({ eventId }, now) {
    const { dueAt, dueShard, ...row } = rowIn(rows, eventId);
    if (row.state === 'REFUNDED') return undefined;
    if (row.state !== 'REFUND_DUE') return rows.get(eventId);
    rows.set(eventId, { ...row, state: 'REFUNDED', decidedAt: now });
    return undefined;
  },
  async parkRefund(seen, { dueAt, reason, now }) {
    const row = rowIn(rows, seen.eventId);
    if (row.state !== 'REFUND_DUE' || row.dueAt !== seen.dueAt)
      return row.state === 'REFUND_DUE' && row.dueAt === dueAt ? undefined : row;
    const parked = { parkReason: reason, parkedSince: row.parkedSince ?? now, attempts: row.attempts + 1 };
    rows.set(row.eventId, { ...row, ...due(row, dueAt), ...parked });
    return undefined;
  },
});
