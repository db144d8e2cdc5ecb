import type { LeftToOperator } from '../functions/reconciler/classify-order.ts';
import type { UnreadableRow } from '../functions/reconciler/walk-open-orders.ts';
import type { RequeueOutcome } from './requeue-again.ts';

/** All rows of a table, page by page, in no order of time. */
export interface History<Row> {
  /** The rows of the next page that lie in the period, after the cursor that the page before named. */
  page(period: Period, after: string | undefined): Promise<HistoryPage<Row>>;
}

/** ISO times: from the first on, up to the second, which is left out. */
export interface Period {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

export interface HistoryPage<Row> {
  readonly rows: readonly ({ readonly kind: 'readable'; readonly row: Row } | UnreadableRow)[];
  /** How many rows were read, those outside the period included. */
  readonly scanned: number;
  /** Where to go on; undefined at the end of the table. */
  readonly next: string | undefined;
}

/** A row that only a person can help. */
export type RowForOperator = UnreadableRow | (LeftToOperator & { readonly rowKey: string });

export interface BackfillDeps<Row> {
  readonly history: History<Row>;
  readonly requeue: (row: Row) => Promise<RequeueOutcome>;
  readonly report: (row: RowForOperator) => void;
  readonly now: () => Date;
  /** Milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

interface BackfillOptions extends Period {
  /** The most rows that are looked at for requeueing in a second: consumers must keep up with live traffic, too. */
  readonly perSecond: number;
  /** Where an earlier backfill stopped. */
  readonly after?: string | undefined;
}

export interface BackfillProgress extends Readonly<Record<RequeueOutcome['kind'] | 'unreadable', number>> {
  readonly scanned: number;
  /** Hand it in again to go on after this page; undefined when all is done. */
  readonly cursor: string | undefined;
}

/**
 * Makes the events of a period flow once more, for a stream that has lost records or a consumer that needs history.
 * Tells its progress after each page. Every copy has the id of its event, so whoever has seen it drops it.
 */
export function backfill<Row extends { readonly orderId: string }>(deps: BackfillDeps<Row>) {
  const { history, requeue, report } = deps;
  const requeueOne = async (found: HistoryPage<Row>['rows'][number]): Promise<RowForOperator | RequeueOutcome> => {
    if (found.kind === 'unreadable') return found;
    const outcome = await requeue(found.row);
    return outcome.kind === 'left-to-operator' ? { ...outcome, rowKey: found.row.orderId } : outcome;
  };
  return async function* ({ perSecond, after, ...period }: BackfillOptions): AsyncGenerator<BackfillProgress> {
    const counts = { scanned: 0, requeued: 0, 'under-way': 0, 'left-to-operator': 0, unreadable: 0 };
    const pace = paceOf(perSecond, deps);
    let cursor = after;
    do {
      const { rows, scanned, next } = await history.page(period, cursor);
      for (const found of rows) {
        if (found.kind === 'readable') await pace();
        const outcome = await requeueOne(found);
        counts[outcome.kind] += 1;
        if ('rowKey' in outcome) report(outcome);
      }
      counts.scanned += scanned;
      cursor = next;
      yield { ...counts, cursor };
    } while (cursor !== undefined);
  };
}

/** Waits until the next may go, so that no second sees more than its share. */
function paceOf(perSecond: number, { now, wait }: Pick<BackfillDeps<never>, 'now' | 'wait'>) {
  let free = now().getTime();
  return async () => {
    const early = free - now().getTime();
    free = Math.max(free, now().getTime()) + 1_000 / perSecond;
    if (early > 0) await wait(early);
  };
}
