import pLimit from 'p-limit';
import {
  type Classification,
  classifyOrder,
  missingPaymentRow,
  type OrderSnapshot,
  type PaymentSnapshot,
  type Snapshot,
} from './classify-order.ts';
import { type RunCounts, runCounters } from './run-counters.ts';
import { type Found, type UnreadableRow, type WalkDeps, walkOpenOrders } from './walk-open-orders.ts';

/**
 * The one thing that reconciler, backfill and operators do: they change a row so that its stream shows it again and its
 * events are published once more. Every copy has the id of its event, so it collapses at the consumer.
 * False where the row is no longer as it was seen: then it is on its way without help.
 */
export interface Requeues {
  /** Fills the order's outbox anew, with all its events. Status and index stay as they are. */
  order(seen: OrderSnapshot, at: Date): Promise<boolean>;
  /** Shows a decided payment to its stream again. */
  payment(seen: PaymentSnapshot, at: Date): Promise<boolean>;
}

/** Answers as if every row had been as it was seen, and writes nothing. */
export const dryRequeues: Requeues = { order: async () => true, payment: async () => true };

export interface ReconcileOrdersDeps extends WalkDeps {
  readonly dueIndex: DueIndex;
  readonly requeues: Requeues;
  readonly report: ReconcileReport;
  /** Seconds that an event may be under way. */
  readonly reconcileAfter: number;
}

/** The index of payments that the retrier is to try. */
export interface DueIndex {
  /** The first so many of all shards by the time at which they are due, oldest first; in the future, too. */
  first(limit: number): Promise<readonly DuePayment[]>;
}

export interface DuePayment {
  readonly eventId: string;
  readonly dueAt: string;
}

/** What happened to whom, for logs. */
export interface ReconcileReport {
  requeued(what: Requeued, order: Snapshot['order'], run: { readonly dryRun: boolean }): void;
  /** Never requeued: a copy of its event could charge it again. */
  paymentRowMissing(order: Snapshot['order'], reason: string): void;
  unreadable(row: UnreadableRow): void;
  failed(what: string, error: unknown): void;
}

/** Whose event flows again. */
export type Requeued = 'order' | 'payment';

interface Run {
  /** Writes nothing, and counts what it would do. */
  readonly dryRun: boolean;
  readonly deadline: Date;
}

export interface ReconcileSummary extends RunCounts {
  readonly dryRun: boolean;
  /** Whether every open order was looked at; the next run goes on where this one ran out of time. */
  readonly complete: boolean;
  /** How long the retrier has been late with the payment that has been due for longest; undefined where that could not be read. */
  readonly oldestDuePaymentAgeSeconds: number | undefined;
}

const REQUEUES_AT_ONCE = 16;

/** Looks at the open orders and makes the events flow again that are stuck; says how late the retrier is. */
export function reconcileOrders(deps: ReconcileOrdersDeps) {
  const { dueIndex, requeues, report, reconcileAfter, now } = deps;
  const walk = walkOpenOrders(deps);
  const limit = pLimit(REQUEUES_AT_ONCE);

  return async ({ dryRun, deadline }: Run): Promise<ReconcileSummary> => {
    const counters = runCounters(now());
    const requeue = requeueLost({ requeues: dryRun ? dryRequeues : requeues, now });
    const failed = (what: string, error: unknown) => {
      counters.failed();
      report.failed(what, error);
    };
    // Read at once, so that only what is under way has to end after the deadline.
    const dueAge = oldestAge({ dueIndex, now }).catch((error: unknown) => {
      failed('the index of due payments', error);
      return undefined;
    });
    const mend = async (snapshot: Snapshot, classification: Classification) => {
      // No write is begun when the time is over; the next run sees the order again.
      if (now() >= deadline) return false;
      try {
        const what = await requeue(snapshot, classification);
        if (what === undefined) return true;
        counters.requeued(what);
        report.requeued(what, snapshot.order, { dryRun });
      } catch (error) {
        failed(`order ${snapshot.order.orderId}`, error);
      }
      return true;
    };
    const visit = async (found: Found) => {
      if (found.kind === 'unreadable') {
        counters.unreadable();
        report.unreadable(found);
        return true;
      }
      const classification = classifyOrder(found, { now: now(), reconcileAfter });
      if (classification.kind === 'closed') return true;
      counters.open(found);
      const missing = missingPaymentRow(found);
      if (missing) {
        counters.paymentRowMissing();
        report.paymentRowMissing(found.order, missing.reason);
      }
      return isLost(classification) ? limit(() => mend(found, classification)) : true;
    };
    const complete = await walk({ deadline, visit, failed });
    const oldestDuePaymentAgeSeconds = await dueAge;
    return { dryRun, complete, oldestDuePaymentAgeSeconds, ...counters.counts() };
  };
}

const isLost = ({ kind }: Classification) => kind === 'requeue-order' || kind === 'requeue-payment';

/** Undefined where nothing is to be done, or where the row has changed since: then it is on its way. */
function requeueLost({ requeues, now }: Pick<ReconcileOrdersDeps, 'requeues' | 'now'>) {
  return async ({ order }: Snapshot, classification: Classification): Promise<Requeued | undefined> => {
    if (classification.kind === 'requeue-payment')
      return (await requeues.payment(classification.payment, now())) ? 'payment' : undefined;
    if (classification.kind === 'requeue-order') return (await requeues.order(order, now())) ? 'order' : undefined;
    return undefined;
  };
}

async function oldestAge({ dueIndex, now }: Pick<ReconcileOrdersDeps, 'dueIndex' | 'now'>): Promise<number> {
  const [oldest] = await dueIndex.first(1);
  return oldest ? Math.max(0, Math.floor((now().getTime() - Date.parse(oldest.dueAt)) / 1_000)) : 0;
}
