import { isInReview, type Snapshot } from './classify-order.ts';

/** What a run has seen and done. */
export interface RunCounts {
  readonly openOrders: number;
  readonly oldestOpenOrderAgeSeconds: number;
  /** Of those that wait for no person: the flow itself must bring them to their end. */
  readonly oldestMovingOrderAgeSeconds: number;
  readonly ordersRequeued: number;
  readonly paymentsRequeued: number;
  /** Rows that wait for an operator, since their event can't be published. */
  readonly publishFailures: number;
  /** Decided orders that are not requeued, since their payment row is missing. */
  readonly paymentRowsMissing: number;
  readonly paymentsInReview: number;
  readonly unreadableRows: number;
  /** Pages that were not read and requeues that were not written: the next run tries again. */
  readonly failures: number;
}

/** Counts what a run sees and does. */
export function runCounters(begun: Date) {
  const counts: { -readonly [Name in keyof RunCounts]: number } = {
    openOrders: 0,
    oldestOpenOrderAgeSeconds: 0,
    oldestMovingOrderAgeSeconds: 0,
    ordersRequeued: 0,
    paymentsRequeued: 0,
    publishFailures: 0,
    paymentRowsMissing: 0,
    paymentsInReview: 0,
    unreadableRows: 0,
    failures: 0,
  };
  return {
    counts: (): RunCounts => ({ ...counts }),
    open({ order, payment }: Snapshot) {
      // A paid order may be cancelled long after it was placed; it is open since then.
      const since = new Date(order.openSince ?? order.placedAt);
      const age = Math.floor((begun.getTime() - since.getTime()) / 1_000);
      const failures = Number(order.publishFailure !== undefined) + Number(payment?.publishFailure !== undefined);
      const isWithPerson = isInReview({ order, payment });
      counts.openOrders += 1;
      counts.oldestOpenOrderAgeSeconds = Math.max(counts.oldestOpenOrderAgeSeconds, age);
      if (failures === 0 && !isWithPerson)
        counts.oldestMovingOrderAgeSeconds = Math.max(counts.oldestMovingOrderAgeSeconds, age);
      counts.publishFailures += failures;
      counts.paymentsInReview += Number(isWithPerson);
    },
    requeued(what: 'order' | 'payment') {
      counts[what === 'order' ? 'ordersRequeued' : 'paymentsRequeued'] += 1;
    },
    paymentRowMissing() {
      counts.paymentRowsMissing += 1;
    },
    unreadable() {
      counts.unreadableRows += 1;
    },
    failed() {
      counts.failures += 1;
    },
  };
}
