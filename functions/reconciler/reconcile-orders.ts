import pLimit from 'p-limit';
import { judgeOrder, type Sight, type Verdict } from './judge-order.ts';
import { dryRequeues, type Requeues } from './requeues.ts';
import { type RunCounts, runTally } from './run-tally.ts';
import { type Found, type OpenOrders, type UnreadableRow, walkOpenOrders } from './walk-open-orders.ts';

export interface ReconcileOrdersDeps {
  readonly openOrders: OpenOrders;
  readonly requeues: Requeues;
  readonly report: ReconcileReport;
  /** Seconds that an event may be under way. */
  readonly reconcileAfter: number;
  readonly now: () => Date;
}

/** What happened to whom, for logs. */
export interface ReconcileReport {
  requeued(what: Requeued, order: Sight['order'], run: { readonly dryRun: boolean }): void;
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
}

const REQUEUES_AT_ONCE = 16;

/** Looks at the open orders, and at nothing else, and makes the events flow again that are stuck. */
export function reconcileOrders({ openOrders, requeues, report, reconcileAfter, now }: ReconcileOrdersDeps) {
  const walk = walkOpenOrders({ openOrders, now });
  const limit = pLimit(REQUEUES_AT_ONCE);

  return async ({ dryRun, deadline }: Run): Promise<ReconcileSummary> => {
    const tally = runTally(now());
    const requeue = requeueLost({ requeues: dryRun ? dryRequeues : requeues, now });
    const failed = (what: string, error: unknown) => {
      tally.failed();
      report.failed(what, error);
    };
    const mend = async (sight: Sight, verdict: Verdict) => {
      try {
        const what = await limit(() => requeue(sight, verdict));
        if (what === undefined) return;
        tally.requeued(what);
        report.requeued(what, sight.order, { dryRun });
      } catch (error) {
        failed(`order ${sight.order.orderId}`, error);
      }
    };
    const visit = async (found: Found) => {
      if (found.kind === 'unreadable') {
        tally.unreadable();
        report.unreadable(found);
        return;
      }
      const verdict = judgeOrder(found, { now: now(), reconcileAfter });
      if (verdict.kind === 'closed') return;
      tally.open(found);
      await mend(found, verdict);
    };
    const complete = await walk({ deadline, visit, failed });
    return { dryRun, complete, ...tally.counts() };
  };
}

/** Undefined where nothing is to be done, or where the row has changed since: then it is on its way. */
function requeueLost({ requeues, now }: Pick<ReconcileOrdersDeps, 'requeues' | 'now'>) {
  return async ({ order }: Sight, verdict: Verdict): Promise<Requeued | undefined> => {
    if (verdict.kind === 'requeue-payment') return (await requeues.payment(verdict.payment)) ? 'payment' : undefined;
    if (verdict.kind === 'requeue-order') return (await requeues.order(order, now())) ? 'order' : undefined;
    return undefined;
  };
}
