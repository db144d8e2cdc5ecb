import pLimit from 'p-limit';
import { judgeOrder, missingPaymentRow, type Sight, type Verdict } from './judge-order.ts';
import { dryRequeues, type Requeues } from './requeues.ts';
import { type RunCounts, runTally } from './run-tally.ts';
import { type Found, type UnreadableRow, type WalkDeps, walkOpenOrders } from './walk-open-orders.ts';

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
  requeued(what: Requeued, order: Sight['order'], run: { readonly dryRun: boolean }): void;
  /** Never requeued: a copy of its event could charge it again. */
  paymentRowMissing(order: Sight['order'], reason: string): void;
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
    const tally = runTally(now());
    const requeue = requeueLost({ requeues: dryRun ? dryRequeues : requeues, now });
    const failed = (what: string, error: unknown) => {
      tally.failed();
      report.failed(what, error);
    };
    // Read at once, so that only what is under way has to end after the deadline.
    const dueAge = oldestAge({ dueIndex, now }).catch((error: unknown) => {
      failed('the index of due payments', error);
      return undefined;
    });
    const mend = async (sight: Sight, verdict: Verdict) => {
      // No write is begun when the time is over; the next run sees the order again.
      if (now() >= deadline) return false;
      try {
        const what = await requeue(sight, verdict);
        if (what === undefined) return true;
        tally.requeued(what);
        report.requeued(what, sight.order, { dryRun });
      } catch (error) {
        failed(`order ${sight.order.orderId}`, error);
      }
      return true;
    };
    const visit = async (found: Found) => {
      if (found.kind === 'unreadable') {
        tally.unreadable();
        report.unreadable(found);
        return true;
      }
      const verdict = judgeOrder(found, { now: now(), reconcileAfter });
      if (verdict.kind === 'closed') return true;
      tally.open(found);
      const missing = missingPaymentRow(found);
      if (missing) {
        tally.paymentRowMissing();
        report.paymentRowMissing(found.order, missing.reason);
      }
      return isLost(verdict) ? limit(() => mend(found, verdict)) : true;
    };
    const complete = await walk({ deadline, visit, failed });
    const oldestDuePaymentAgeSeconds = await dueAge;
    return { dryRun, complete, oldestDuePaymentAgeSeconds, ...tally.counts() };
  };
}

const isLost = ({ kind }: Verdict) => kind === 'requeue-order' || kind === 'requeue-payment';

/** Undefined where nothing is to be done, or where the row has changed since: then it is on its way. */
function requeueLost({ requeues, now }: Pick<ReconcileOrdersDeps, 'requeues' | 'now'>) {
  return async ({ order }: Sight, verdict: Verdict): Promise<Requeued | undefined> => {
    if (verdict.kind === 'requeue-payment')
      return (await requeues.payment(verdict.payment, now())) ? 'payment' : undefined;
    if (verdict.kind === 'requeue-order') return (await requeues.order(order, now())) ? 'order' : undefined;
    return undefined;
  };
}

async function oldestAge({ dueIndex, now }: Pick<ReconcileOrdersDeps, 'dueIndex' | 'now'>): Promise<number> {
  const [oldest] = await dueIndex.first(1);
  return oldest ? Math.max(0, Math.floor((now().getTime() - Date.parse(oldest.dueAt)) / 1_000)) : 0;
}
