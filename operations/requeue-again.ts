import { ORDER_PLACED } from '../functions/contracts/order-placed.ts';
import { PaymentState } from '../functions/contracts/payment-decided.ts';
import {
  isBehind,
  isCancelLost,
  isOverdue,
  type LeftToOperator,
  missingPaymentRow,
  type OrderSnapshot,
  type PaymentSnapshot,
  type Snapshot,
  unpublishable,
} from '../functions/reconciler/classify-order.ts';
import type { Requeues } from '../functions/reconciler/reconcile-orders.ts';

/** What became of a row. */
export type RequeueOutcome =
  | { readonly kind: 'requeued' }
  /** An event of it is on its way already, or it has none yet. */
  | { readonly kind: 'under-way' }
  | LeftToOperator;

export interface RequeueAgainDeps {
  readonly requeues: Requeues;
  /** Whether the event of an order has its payment row. */
  readonly hasPaymentRow: (eventId: string) => Promise<boolean>;
  /** The order as it is now. */
  readonly find: (orderId: string) => Promise<OrderSnapshot | undefined>;
  /** Seconds that an event may be under way. */
  readonly reconcileAfter: number;
  readonly now: () => Date;
}

/** How often an order is tried that changes between its reading and its write. */
const TRIES = 3;

/** Makes the events of an order flow once more, open or final: its status and the index of open orders stay as they are. */
export function requeueOrderAgain({ requeues, hasPaymentRow, find, reconcileAfter, now }: RequeueAgainDeps) {
  const obstacleOf = async (order: OrderSnapshot): Promise<RequeueOutcome | undefined> => {
    const missing = missingPaymentRow({ order, payment: undefined });
    if (missing && !(await hasPaymentRow(ORDER_PLACED.eventId(order.orderId)))) return missing;
    // Once at a time; an outbox that has stayed for long was given up by the stream.
    const isUnderWay = order.outbox !== undefined && !isOverdue(order, { now: now(), reconcileAfter });
    return unpublishable(order) ?? (isUnderWay ? { kind: 'under-way' } : undefined);
  };
  const requeue = async (order: OrderSnapshot, tries: number): Promise<RequeueOutcome> => {
    const obstacle = await obstacleOf(order);
    if (obstacle) return obstacle;
    if (await requeues.order(order, now())) return { kind: 'requeued' };
    // What has changed may be its status alone, which brings no event of the order.
    const changed = tries > 1 ? await find(order.orderId) : undefined;
    return changed ? requeue(changed, tries - 1) : { kind: 'under-way' };
  };
  return (order: OrderSnapshot) => requeue(order, TRIES);
}

/** Makes the event of a payment flow once more, in the state in which it is now. */
export function requeuePaymentAgain({ requeues, now }: Pick<RequeueAgainDeps, 'requeues' | 'now'>) {
  return async (payment: PaymentSnapshot): Promise<RequeueOutcome> => {
    const failed = unpublishable(payment);
    if (failed) return failed;
    if (!hasEvent(payment)) return { kind: 'under-way' };
    return { kind: (await requeues.payment(payment, now())) ? 'requeued' : 'under-way' };
  };
}

/**
 * Makes the event of one payment flow once more, where it is decided and its order has nothing to publish; else the order's
 * events, also where one was marked as impossible to publish.
 */
export function requeueByHand({ requeues, now }: Pick<RequeueAgainDeps, 'requeues' | 'now'>) {
  const requeuePayment = async (payment: PaymentSnapshot): Promise<RequeuedByHand> => {
    if (!hasEvent(payment)) return nothing(`its payment is ${payment.state}, which has no event`);
    return (await requeues.payment(payment, now())) ? { what: 'payment' } : nothing(CHANGED);
  };
  return async ({ order, payment }: Snapshot): Promise<RequeuedByHand> => {
    const missing = missingPaymentRow({ order, payment });
    if (missing) return nothing(missing.reason);
    if (payment !== undefined && !isOrdersTurn(order, payment)) return requeuePayment(payment);
    return (await requeues.order(order, now())) ? { what: 'order' } : nothing(CHANGED);
  };
}

/** What is behind its payment needs the payment's event, unless a person has just repaired its own. */
function isOrdersTurn(order: OrderSnapshot, payment: PaymentSnapshot): boolean {
  if (order.publishFailure !== undefined) return true;
  if (isBehind(order, payment)) return false;
  return payment.state === 'CHARGING' || order.outbox !== undefined || isCancelLost(order, payment);
}

export type RequeuedByHand =
  | { readonly what: 'order' | 'payment' }
  | { readonly what: 'nothing'; readonly reason: string };

const nothing = (reason: string): RequeuedByHand => ({ what: 'nothing', reason });
const CHANGED = 'it changed in this moment, so it is on its way';

/** Whether the payment's state is one that an event reports. */
const hasEvent = ({ state }: Pick<PaymentSnapshot, 'state'>): boolean =>
  PaymentState.options.some((decided) => decided === state);
