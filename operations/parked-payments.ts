import type { PaymentRow } from '../functions/contracts/payment-row.ts';
import type { DueIndex } from '../functions/reconciler/reconcile-orders.ts';

/** A payment, or a refund, that waits for the retrier. */
export interface ParkedPayment {
  readonly eventId: string;
  readonly orderId: string;
  readonly state: PaymentRow['state'];
  /** Why it was parked; undefined where an attempt that another holds is looked after, or a refund was not tried yet. */
  readonly reason: string | undefined;
  /** When it was parked first. */
  readonly since: string | undefined;
  readonly attempts: number;
  readonly dueAt: string;
  /** Seconds since `dueAt`; negative where it is still to come. */
  readonly lateSeconds: number;
}

export interface ParkedPaymentsDeps {
  readonly dueIndex: DueIndex;
  /** The row as it is now. */
  readonly find: (eventId: string) => Promise<PaymentRow | undefined>;
  readonly now: () => Date;
}

/** The payments of the index of due payments, those that are due first; also those that are due later. */
export function parkedPayments({ dueIndex, find, now }: ParkedPaymentsDeps) {
  return async (limit: number): Promise<readonly ParkedPayment[]> => {
    const keys = await dueIndex.first(limit);
    const rows = await Promise.all(keys.map(({ eventId }) => find(eventId)));
    // The index is behind its table: some are decided.
    return rows.flatMap((row) => (row?.dueAt === undefined ? [] : [parked(row, row.dueAt, now())]));
  };
}

const parked = (row: PaymentRow, dueAt: string, now: Date): ParkedPayment => ({
  eventId: row.eventId,
  orderId: row.orderId,
  state: row.state,
  reason: row.parkReason,
  since: row.parkedSince,
  attempts: row.attempts,
  dueAt,
  lateSeconds: Math.floor((now.getTime() - Date.parse(dueAt)) / 1_000),
});
