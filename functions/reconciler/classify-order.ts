import * as z from 'zod/mini';
import { isSettled, OrderRow, STATUS_RANK } from '../contracts/order-row.ts';
import { PaymentRow } from '../contracts/payment-row.ts';

/** What must be known of an order to make its event flow again; a row that is wrong elsewhere can still be judged. */
export const OrderSnapshot = z.pick(OrderRow, {
  orderId: true,
  status: true,
  requeues: true,
  outbox: true,
  cancellation: true,
  publishFailure: true,
  payment: true,
  placedAt: true,
  openSince: true,
  lastRequeuedAt: true,
  traceparent: true,
});
export type OrderSnapshot = z.infer<typeof OrderSnapshot>;

/** What must be known of a payment to make its event flow again. */
export const PaymentSnapshot = z.pick(PaymentRow, {
  eventId: true,
  orderId: true,
  state: true,
  leaseUntil: true,
  dueAt: true,
  cancelRequested: true,
  requeues: true,
  lastRequeuedAt: true,
  publishFailure: true,
  traceparent: true,
});
export type PaymentSnapshot = z.infer<typeof PaymentSnapshot>;

/** An open order and its payment, as they were read. */
export interface Snapshot {
  readonly order: OrderSnapshot;
  readonly payment: PaymentSnapshot | undefined;
}

export interface Thresholds {
  readonly now: Date;
  /** Seconds that an event may be under way. */
  readonly reconcileAfter: number;
}

export type Classification =
  | { readonly kind: 'requeue-order' }
  | { readonly kind: 'requeue-payment'; readonly payment: PaymentSnapshot }
  /** Nothing more is expected: the index is behind its table. */
  | { readonly kind: 'closed' }
  | LeftToOperator
  | { readonly kind: 'under-way' };

/** Only a person can help: an event can never be published as it is, or a payment row is missing. */
export interface LeftToOperator {
  readonly kind: 'left-to-operator';
  readonly reason: string;
}

/** The rank of the status that this state of a payment gives its order. */
const RANK_OF: Readonly<Record<PaymentSnapshot['state'], number>> = {
  CHARGING: STATUS_RANK.PLACED,
  IN_REVIEW: STATUS_RANK.IN_REVIEW,
  CAPTURED: STATUS_RANK.PAID,
  DECLINED: STATUS_RANK.DECLINED,
  VOID: STATUS_RANK.CANCELLED,
  // No event reports it.
  REFUND_DUE: STATUS_RANK.PLACED,
  REFUNDED: STATUS_RANK.REFUNDED,
};

const leftToOperator = (reason: string): LeftToOperator => ({ kind: 'left-to-operator', reason });

/** What is never requeued, whoever asks: a decided order without a payment row, which a copy of its event would charge again. */
export function missingPaymentRow({ order, payment }: Snapshot): LeftToOperator | undefined {
  const isDecided = order.payment !== undefined || STATUS_RANK[order.status] > STATUS_RANK.PLACED;
  if (payment !== undefined || !isDecided) return undefined;
  return leftToOperator(
    'its payment was decided, but the row in PaymentDedup is missing, so a copy of its event could charge it again; ' +
      'restore the row with: npm run ops -- rebuild-dedup',
  );
}

/** An event of an order or a payment that can never be published as it is. */
export const unpublishable = ({ publishFailure }: Pick<OrderSnapshot, 'publishFailure'>): LeftToOperator | undefined =>
  publishFailure && leftToOperator(publishFailure.reason);

/** Whether an event of the payment is still to reach its order. */
export const isBehind = (order: OrderSnapshot, payment: PaymentSnapshot) =>
  STATUS_RANK[order.status] < RANK_OF[payment.state];

/** Whether the order is to be cancelled, and its payment shows no sign of it though it could. */
export function isCancelLost({ cancellation }: OrderSnapshot, payment: PaymentSnapshot): boolean {
  if (cancellation === undefined) return false;
  if (payment.state === 'REFUND_DUE') return payment.dueAt === undefined;
  return payment.state === 'CAPTURED' || (isUndecided(payment) && !payment.cancelRequested);
}

const isUndecided = ({ state }: PaymentSnapshot) => state === 'CHARGING' || state === 'IN_REVIEW';

/** What an open order needs, if anything. */
export function classifyOrder({ order, payment }: Snapshot, thresholds: Thresholds): Classification {
  if (isSettled(order) && order.outbox === undefined) return { kind: 'closed' };
  if (payment && isBehind(order, payment)) return unpublishable(payment) ?? classifyPayment(payment, thresholds);
  return missingPaymentRow({ order, payment }) ?? unpublishable(order) ?? classifyEvent({ order, payment }, thresholds);
}

/** At once, and from the second time on as long after the last time as an order that was requeued as often. */
function classifyPayment(payment: PaymentSnapshot, thresholds: Thresholds): Classification {
  const { now, reconcileAfter } = lengthened(thresholds, payment);
  const isRecent = now.getTime() - Date.parse(payment.lastRequeuedAt ?? '') < reconcileAfter * 1_000;
  return isRecent ? { kind: 'under-way' } : { kind: 'requeue-payment', payment };
}

const MOST_DOUBLINGS = 6;

/** A row that was requeued in vain waits twice as long each time, at most 64 times: copies do not help what can't go on. */
function lengthened({ now, reconcileAfter }: Thresholds, { requeues }: Pick<OrderSnapshot, 'requeues'>): Thresholds {
  return { now, reconcileAfter: reconcileAfter * 2 ** Math.min(Math.max(requeues - 1, 0), MOST_DOUBLINGS) };
}

function classifyEvent(snapshot: Snapshot, thresholds: Thresholds): Classification {
  const isLost = isOverdue(snapshot.order, lengthened(thresholds, snapshot.order)) && isWaiting(snapshot, thresholds);
  return isLost ? { kind: 'requeue-order' } : { kind: 'under-way' };
}

/** Whether the order's events have had their time, since the last of them was made and since they were last requeued. */
export function isOverdue(
  { openSince, placedAt, cancellation, lastRequeuedAt }: OrderSnapshot,
  { now, reconcileAfter }: Thresholds,
): boolean {
  const latest = new Date(now.getTime() - reconcileAfter * 1_000);
  const moments = [openSince ?? placedAt, cancellation?.requestedAt ?? placedAt, lastRequeuedAt ?? placedAt];
  return moments.every((moment) => new Date(moment) <= latest);
}

/** Whether nobody but copies of the order's events can bring it further. A payment that is due is the retrier's. */
function isWaiting({ order, payment }: Snapshot, { now }: Thresholds): boolean {
  if (payment === undefined || isCancelLost(order, payment)) return true;
  if (payment.state === 'IN_REVIEW') return false;
  return order.outbox !== undefined || isAbandoned(payment, now);
}

const isAbandoned = ({ state, dueAt, leaseUntil }: PaymentSnapshot, now: Date) =>
  state === 'CHARGING' && dueAt === undefined && new Date(leaseUntil) <= now;

/** Whether a person must decide about the payment; it is so before its order knows. */
export const isInReview = ({ order, payment }: Snapshot) => (payment?.state ?? order.payment?.state) === 'IN_REVIEW';
