import type { PaymentRow } from '../contracts/payment-row.ts';
import type { PaymentOutcome } from './conclude-payment.ts';
import type { CreateResponse } from './payment-gateway.ts';
import { dueShardOf, nextAttemptAt } from './payment-rows.ts';

interface FirstRow {
  readonly row: PaymentRow;
  /** Undefined where the attempt goes on, with the row as its claim. */
  readonly outcome?: PaymentOutcome;
}

type Creation = Exclude<CreateResponse, { kind: 'unreachable' | 'unbuildable' }>;

/** The first row of an event, by what became of the creation of its intent. `unclaimed` has the payment method. */
export function firstRow(
  unclaimed: PaymentRow,
  response: Creation,
  { now, leaseUntil }: { readonly now: Date; readonly leaseUntil: string },
): FirstRow {
  const { paymentMethod, gatewayCustomer, ...plain } = unclaimed;
  const decidedAt = now.toISOString();
  switch (response.kind) {
    case 'created':
      return { row: { ...plain, leaseUntil, intentId: response.intentId } };
    case 'contradiction': {
      const { intentId, reason } = response;
      const review = { gatewayReference: intentId, reviewReason: reason, decidedAt };
      return { row: { ...plain, state: 'IN_REVIEW', intentId, ...review }, outcome: { kind: 'in-review' } };
    }
    case 'refused':
      return {
        row: { ...plain, state: 'DECLINED', declineCode: response.code, decidedAt },
        outcome: { kind: 'declined', code: response.code },
      };
    case 'unknown': {
      const { reason, misconfigured } = response;
      const due = { dueAt: nextAttemptAt(now, unclaimed.attempts), dueShard: dueShardOf(unclaimed.eventId) };
      return {
        row: { ...unclaimed, ...due, parkReason: reason, parkedSince: decidedAt },
        outcome: { kind: 'parked', reason, misconfigured, dueAt: due.dueAt },
      };
    }
  }
}
