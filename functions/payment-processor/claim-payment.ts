import type { PaymentRow } from '../contracts/payment-row.ts';
import { type ChargeWindow, isHeld, leaseUntil, mayCharge, mayLandUntil } from './charge-window.ts';
import type { PaymentLedger } from './payment-ledger.ts';
import type { PaymentOrder } from './payment-order.ts';

export interface ClaimPaymentDeps {
  readonly ledger: PaymentLedger;
  readonly window: ChargeWindow;
  readonly newToken: () => string;
}

export type Claim =
  | { readonly kind: 'claimed'; readonly row: PaymentRow; readonly chargeable: boolean }
  | { readonly kind: 'decided' }
  | { readonly kind: 'held' }
  /** The row under this event's id is of another amount, currency or order. */
  | { readonly kind: 'mismatch' };

/** Claims a payment for one attempt: a new row, or the row of an attempt whose lease is over. */
export function claimPayment({ ledger, window, newToken }: ClaimPaymentDeps) {
  return async (order: PaymentOrder, now: Date): Promise<Claim> => {
    const isChargeable = (row: PaymentRow) => mayCharge(row, { placedAt: new Date(order.placedAt), now, window });
    const leaseOf = (row: PaymentRow) => ({
      owner: newToken(),
      leaseUntil: leaseUntil(now, window).toISOString(),
      // Only a claim that may send can make a charge appear later.
      mayLandUntil: isChargeable(row) ? mayLandUntil(now, window).toISOString() : row.mayLandUntil,
    });

    const unclaimed = newRow(order, now);
    const fresh = { ...unclaimed, ...leaseOf(unclaimed), attempts: 1 };
    const existing = await ledger.insert(fresh);
    if (existing === undefined) return { kind: 'claimed', row: fresh, chargeable: isChargeable(unclaimed) };
    if (!isSamePayment(existing, fresh)) return { kind: 'mismatch' };
    if (existing.state !== 'CHARGING') return { kind: 'decided' };
    if (isHeld(existing, now)) return { kind: 'held' };
    const row = await ledger.takeOver(existing, { ...leaseOf(existing), source: order.source });
    return row === undefined ? { kind: 'held' } : { kind: 'claimed', row, chargeable: isChargeable(existing) };
  };
}

const newRow = (order: PaymentOrder, now: Date): PaymentRow => ({
  eventId: order.eventId,
  orderId: order.orderId,
  tenant: order.tenant,
  amount: order.totalAmount,
  currency: order.currency,
  state: 'CHARGING',
  owner: '',
  leaseUntil: now.toISOString(),
  attempts: 0,
  firstAttemptAt: now.toISOString(),
  traceparent: order.traceparent,
  source: order.source,
  requeues: 0,
});

const isSamePayment = (a: PaymentRow, b: PaymentRow) =>
  a.orderId === b.orderId && a.tenant === b.tenant && a.amount === b.amount && a.currency === b.currency;
