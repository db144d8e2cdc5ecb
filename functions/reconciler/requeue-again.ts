import type { BackfillOutcome } from './backfill.ts';
import { isOverdue } from './judge-order.ts';
import type { OrderSight } from './order-sight.ts';
import type { PaymentSight } from './payment-sight.ts';
import type { Requeues } from './requeues.ts';

interface RequeueAgainDeps {
  readonly requeues: Requeues;
  /** Seconds that an event may be under way. */
  readonly reconcileAfter: number;
  readonly now: () => Date;
}

/** Makes the event of an order flow once more, open or final: its status and the index of open orders stay as they are. */
export function requeueOrderAgain({ requeues, reconcileAfter, now }: RequeueAgainDeps) {
  return async (order: OrderSight): Promise<BackfillOutcome> => {
    if (order.publishFailure) return 'left-to-operator';
    // One event at a time; a full slot that nobody has emptied for long was given up by the stream.
    if (order.outbox && !isOverdue(order, { now: now(), reconcileAfter })) return 'under-way';
    return (await requeues.order(order, now())) ? 'requeued' : 'under-way';
  };
}

/** Makes the event of a payment flow once more, in the state in which it is now. */
export function requeuePaymentAgain({ requeues }: Pick<RequeueAgainDeps, 'requeues'>) {
  return async (payment: PaymentSight): Promise<BackfillOutcome> => {
    if (payment.publishFailure) return 'left-to-operator';
    // Its event comes with its decision.
    if (payment.state === 'CHARGING') return 'under-way';
    return (await requeues.payment(payment)) ? 'requeued' : 'under-way';
  };
}
