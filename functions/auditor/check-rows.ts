import type { OrderStatus } from '../contracts/order-row.ts';
import type { PaymentRow } from '../contracts/payment-row.ts';
import { type AuditCheck, type Mismatch, mismatch, money } from './discrepancies.ts';
import type { AuditClock, AuditedOrder, AuditedPayment, OrderEvidence } from './order-evidence.ts';

/** The order's row beside its payment's. */
export const checkRows =
  (clock: AuditClock): AuditCheck =>
  ({ order, payment }) => {
    if (order === undefined) {
      if (payment === undefined) return [];
      const text = `${payment.state} ${money(payment.amount, payment.currency)}`;
      return [mismatch('payment-without-order', 'an order', text)];
    }
    if (payment === undefined) return decidedWithoutPayment(order);
    return [
      ...differences(order, payment),
      ...statusFindings({ order, payment }, clock),
      ...stoppedFindings(payment, clock),
    ];
  };

function decidedWithoutPayment({ status, decision }: AuditedOrder): Mismatch[] {
  if (status === 'PLACED' && decision === undefined) return [];
  return [
    mismatch('decided-without-payment', `a payment ${decision?.state ?? ''}`.trim(), `${status}, no payment row`),
  ];
}

function differences(order: AuditedOrder, payment: AuditedPayment): Mismatch[] {
  const [asked, noted] = [order, payment].map(
    ({ orderId, tenant, amount, currency }) => `${orderId}, ${tenant}, ${money(amount, currency)}`,
  );
  const isSame = asked === noted;
  return isSame ? [] : [mismatch('payment-differs', asked ?? '', noted ?? '')];
}

interface Expected {
  /** What the order's status is once it knows. */
  readonly reported: readonly OrderStatus[];
  /** What it may be until then. */
  readonly before: readonly OrderStatus[];
}

const UNDECIDED: readonly OrderStatus[] = ['PLACED', 'IN_REVIEW'];

const STATUSES: Readonly<Record<PaymentRow['state'], Expected>> = {
  CHARGING: { reported: ['PLACED'], before: [] },
  IN_REVIEW: { reported: ['IN_REVIEW'], before: ['PLACED'] },
  CAPTURED: { reported: ['PAID'], before: UNDECIDED },
  DECLINED: { reported: ['DECLINED'], before: UNDECIDED },
  VOID: { reported: ['CANCELLED'], before: UNDECIDED },
  // No event reports it.
  REFUND_DUE: { reported: ['PLACED', 'IN_REVIEW', 'PAID'], before: [] },
  REFUNDED: { reported: ['REFUNDED'], before: [...UNDECIDED, 'PAID'] },
};

type Rows = { readonly order: AuditedOrder; readonly payment: AuditedPayment };

function statusFindings({ order, payment }: Rows, { now, lag }: AuditClock): Mismatch[] {
  const { reported, before } = STATUSES[payment.state];
  const [expected, found] = [reported.join(' or '), `${order.status}, payment ${payment.state}`];
  if (reported.includes(order.status)) return referenceFindings(order, payment);
  if (!before.includes(order.status)) return [mismatch('status-contradicts-payment', expected, found)];
  const isLate = now - (payment.decidedAt ?? order.placedAt) > lag;
  return isLate && !payment.isUnpublishable ? [mismatch('status-behind-payment', expected, found)] : [];
}

function referenceFindings({ decision }: AuditedOrder, payment: AuditedPayment): Mismatch[] {
  const own = payment.reference ?? null;
  if (decision === undefined || decision.state !== payment.state || decision.reference === own) return [];
  return [mismatch('reference-differs', own ?? 'no intent', decision.reference ?? 'no intent')];
}

/** A payment that nothing brings further: the reconciler and the retrier should have. */
function stoppedFindings(payment: AuditedPayment, { now, lag }: AuditClock): Mismatch[] {
  const { state, dueAt, leaseUntil, decidedAt = leaseUntil } = payment;
  const since: Partial<Record<PaymentRow['state'], number>> = { CHARGING: leaseUntil, REFUND_DUE: decidedAt };
  const stoppedAt = since[state];
  if (dueAt !== undefined || stoppedAt === undefined || now - stoppedAt <= lag) return [];
  const found = `${state} since ${new Date(stoppedAt).toISOString()}, not due`;
  return [mismatch('payment-abandoned', 'a decision, or a time when it is tried again', found)];
}

/** What must have happened with an order in all this time. */
export const checkProgress =
  (clock: AuditClock): AuditCheck =>
  (evidence) => {
    const { order } = evidence;
    if (order === undefined || order.isUnpublishable) return [];
    return [...startFindings({ ...evidence, order }, clock), ...cancellationFindings({ ...evidence, order }, clock)];
  };

type Placed = OrderEvidence & { readonly order: AuditedOrder };

function startFindings({ order, payment, topic }: Placed, clock: AuditClock): Mismatch[] {
  if (payment !== undefined || order.status !== 'PLACED') return [];
  const publishedAt = latest(topic.publishedAt, order.receipt?.acknowledgedAt);
  return publishedAt === undefined ? unpublished(order, clock) : unprocessed(order, publishedAt, clock);
}

function unprocessed(order: AuditedOrder, publishedAt: number, { now, lag }: AuditClock): Mismatch[] {
  if (now - publishedAt <= lag) return [];
  return [mismatch('not-processed', 'a payment', `${placedText(order)}, published, no payment`)];
}

function unpublished(order: AuditedOrder, { now, lag, topicsSince }: AuditClock): Mismatch[] {
  const isKnown = order.hasOutbox || order.placedAt >= topicsSince;
  if (!isKnown || now - order.placedAt <= lag) return [];
  return [mismatch('published-nowhere', 'an event in the topic', `${placedText(order)}, no event`)];
}

const placedText = ({ placedAt }: AuditedOrder) => `placed ${new Date(placedAt).toISOString()}`;

const latest = (one: number | undefined, other: number | undefined) =>
  one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);

function cancellationFindings({ order, payment, topic }: Placed, clock: AuditClock): Mismatch[] {
  const { cancelledAt, hasOutbox } = order;
  if (cancelledAt === undefined || clock.now - cancelledAt <= clock.lag) return [];
  const since = `cancelled ${new Date(cancelledAt).toISOString()}`;
  if (hasOutbox && !topic.isCancelled && cancelledAt >= clock.topicsSince)
    return [mismatch('cancellation-published-nowhere', 'an event in the topic', `${since}, no event`)];
  const found = `${since}, ${payment === undefined ? 'no payment' : `payment ${payment.state}`}`;
  return isWithoutEffect(order, payment)
    ? [mismatch('cancellation-without-effect', 'a payment that is void or refunded', found)]
    : [];
}

function isWithoutEffect({ status }: AuditedOrder, payment: AuditedPayment | undefined): boolean {
  if (payment === undefined) return status === 'PLACED';
  const isUndecided = payment.state === 'CHARGING' || payment.state === 'IN_REVIEW';
  return payment.state === 'CAPTURED' || (isUndecided && !payment.cancelRequested);
}
