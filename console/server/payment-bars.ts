import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { Observation, RowSeen } from '../../local/order-memory.ts';
import { changeTo, isRowOf, momentBar, type NewBar } from './row-bars.ts';

/** What a payment's row says of an order, with the changes of the row as they were seen. */
export function paymentBars(payment: PaymentRow, seen: readonly Observation[]): NewBar[] {
  const rows = seen.filter(isRowOf('payments'));
  const { decidedAt, firstAttemptAt, attempts, intentId } = payment;
  const claimed: NewBar = {
    lane: 'charge',
    from: Date.parse(firstAttemptAt),
    ...untilDecided(decidedAt),
    title: `Claimed; ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`,
    detail: intentId ?? 'no intent yet',
    evidence: changeTo(rows, () => true),
  };
  return [claimed, ...parkedBars(payment, rows), ...settledBars(payment, rows)];
}

const untilDecided = (decidedAt: string | undefined) =>
  decidedAt === undefined
    ? ({ until: null, outcome: 'waiting' } as const)
    : ({ until: Date.parse(decidedAt), outcome: 'ok' } as const);

function parkedBars(payment: PaymentRow, rows: readonly RowSeen[]): NewBar[] {
  const { parkedSince, dueAt, firstAttemptAt, parkReason = '', decidedAt } = payment;
  if (parkedSince === undefined && dueAt === undefined) return [];
  return [
    {
      lane: 'parked',
      from: Date.parse(parkedSince ?? firstAttemptAt),
      ...untilDecided(decidedAt),
      title: dueAt === undefined ? 'Was parked' : `Parked; next try ${dueAt}`,
      detail: parkReason,
      evidence: changeTo(rows, (row) => row['dueAt'] !== undefined),
    },
  ];
}

function settledBars(payment: PaymentRow, rows: readonly RowSeen[]): NewBar[] {
  const { decidedAt, state, declineCode, reviewReason, gatewayReference } = payment;
  if (decidedAt === undefined) return [];
  return [
    {
      ...momentBar('settle', decidedAt, state === 'IN_REVIEW' ? 'waiting' : 'ok'),
      title: `The payment is ${state}`,
      detail: declineCode ?? reviewReason ?? gatewayReference ?? '',
      evidence: changeTo(rows, (row) => row['decidedAt'] !== undefined),
    },
  ];
}
