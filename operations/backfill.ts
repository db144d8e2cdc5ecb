import { batchesOf } from '../functions/platform/dynamo.ts';
import type { LeftToOperator } from '../functions/reconciler/classify-order.ts';
import type { UnreadableRow } from '../functions/reconciler/walk-open-orders.ts';
import type { RequeueOutcome } from './requeue-again.ts';
import { allSegments, cursorOf, inSegments, type Place, placesOf } from './table-segments.ts';

/** All rows of a table, in segments that can be read at once, in no order of time. */
export interface History<Row> {
  /** The attribute that is the table's key. */
  readonly keyName: string;
  /** The rows of a segment's next page that lie in the period. */
  page(part: HistoryPart): Promise<HistoryPage<Row>>;
}

export interface HistoryPart extends Place {
  readonly period: Period;
  /** The most rows that are read. */
  readonly limit: number;
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
  /** The key after which the segment goes on; undefined at its end. */
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

/** What is done again when a backfill is interrupted: as many rows of each segment, or those of a second where they are fewer. */
const MOST_ROWS_A_PAGE = 500;
const FEWEST_ROWS_A_PAGE = 25;
/** As many as DynamoDB reads by one request. */
const MOST_ROWS_AT_ONCE = 100;
/** Few are not requeued together: a twentieth of a second's share at most, so that they come evenly. */
const BATCHES_A_SECOND = 20;

/**
 * Makes the events of a period flow once more, for a stream that has lost records or a consumer that needs history. Reads the
 * segments of the table at once, and requeues the rows of a page by batches. Reports its progress after each page. Every copy has the
 * id of its event, so whoever has seen it drops it: what was begun and is not in the cursor may be done again.
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
    const limit = between(FEWEST_ROWS_A_PAGE, perSecond, MOST_ROWS_A_PAGE);
    const atOnce = between(1, Math.floor(perSecond / BATCHES_A_SECOND), MOST_ROWS_AT_ONCE);
    const ended = new AbortController();
    const workThrough = async (place: Place) => {
      const { rows, scanned, next } = await history.page({ ...place, period, limit });
      const outcomes: (RowForOperator | RequeueOutcome)[] = [];
      for (const batch of batchesOf(rows, atOnce)) {
        await pace(batch.filter(({ kind }) => kind === 'readable').length);
        ended.signal.throwIfAborted();
        const done = await Promise.all(batch.map(requeueOne));
        for (const outcome of done) if ('rowKey' in outcome) report(outcome);
        outcomes.push(...done);
      }
      return { outcomes, scanned, next };
    };
    let left = after === undefined ? allSegments() : placesOf(history.keyName, after);
    try {
      for await (const { place, page } of inSegments(left, workThrough)) {
        const { outcomes, scanned, next } = page;
        left = left.flatMap((one) => {
          if (one.segment !== place.segment) return [one];
          return next === undefined ? [] : [{ ...one, after: next }];
        });
        counts.scanned += scanned;
        for (const { kind } of outcomes) counts[kind] += 1;
        yield { ...counts, cursor: cursorOf(history.keyName, left) };
      }
    } finally {
      // Where one segment fails, or nobody asks on, the others end, too.
      ended.abort();
    }
  };
}

const between = (least: number, wanted: number, most: number) => Math.max(least, Math.min(most, wanted));

/** Waits until the next so many may go, so that no second sees more than its share. */
function paceOf(perSecond: number, { now, wait }: Pick<BackfillDeps<never>, 'now' | 'wait'>) {
  let free = now().getTime();
  return async (rows: number) => {
    const early = free - now().getTime();
    free = Math.max(free, now().getTime()) + (rows * 1_000) / perSecond;
    if (early > 0) await wait(early);
  };
}
