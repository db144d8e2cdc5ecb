import { STATUS_RANK } from '../contracts/order-row.ts';
import type { OrderSight } from './order-sight.ts';
import type { PaymentSight } from './payment-sight.ts';

/** An open order and its payment, as they were read. */
export interface Sight {
  readonly order: OrderSight;
  readonly payment: PaymentSight | undefined;
}

export interface Patience {
  readonly now: Date;
  /** Seconds that an event may be under way. */
  readonly reconcileAfter: number;
}

export type Verdict =
  | { readonly kind: 'requeue-order' }
  | { readonly kind: 'requeue-payment'; readonly payment: PaymentSight }
  /** Final: the index is behind its table. */
  | { readonly kind: 'closed' }
  /** Its event, or its payment's, can never be published as it is. */
  | { readonly kind: 'left-to-operator' }
  | { readonly kind: 'under-way' };

/** The lowest status of an order to which this state of its payment has come through. */
const RANK_OF: Readonly<Record<PaymentSight['state'], number>> = {
  CHARGING: STATUS_RANK.PLACED,
  IN_REVIEW: STATUS_RANK.IN_REVIEW,
  CAPTURED: STATUS_RANK.PAID,
  DECLINED: STATUS_RANK.DECLINED,
};

/** What an open order needs, if anything. */
export function judgeOrder({ order, payment }: Sight, patience: Patience): Verdict {
  const rank = STATUS_RANK[order.status];
  if (rank === STATUS_RANK.PAID) return { kind: 'closed' };
  if (payment && rank < RANK_OF[payment.state])
    return payment.publishFailure ? { kind: 'left-to-operator' } : { kind: 'requeue-payment', payment };
  if (order.publishFailure) return { kind: 'left-to-operator' };
  const isLost = isOverdue(order, patience) && isWaiting({ order, payment }, patience);
  return isLost ? { kind: 'requeue-order' } : { kind: 'under-way' };
}

/** Whether the order's event has had its time, since it was placed and since it was last requeued. */
export function isOverdue(
  { openSince, placedAt, lastRequeuedAt }: OrderSight,
  { now, reconcileAfter }: Patience,
): boolean {
  const latest = new Date(now.getTime() - reconcileAfter * 1_000);
  return [openSince ?? placedAt, lastRequeuedAt ?? placedAt].every((moment) => new Date(moment) <= latest);
}

/** Whether nobody but a copy of the order's event can bring it further. */
function isWaiting({ order, payment }: Sight, { now }: Patience): boolean {
  // A decision whose payment row is gone: that table must be rebuilt, or the order might be charged again.
  if (payment === undefined) return order.payment === undefined;
  if (payment.state !== 'CHARGING') return false;
  return order.outbox !== undefined || new Date(payment.leaseUntil) <= now;
}

/** Whether a person must decide about the payment; it is so before its order knows. */
export const isInReview = ({ order, payment }: Sight) => (payment?.state ?? order.payment?.state) === 'IN_REVIEW';
