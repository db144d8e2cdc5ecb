import type { AuditBooks } from './audit-books.ts';
import { type AuditSources, isUnreadable, type ReadRow, type Span } from './audit-sources.ts';
import type { Discrepancy } from './discrepancies.ts';
import { discrepancy, mismatch } from './discrepancies.ts';

/** How much of each source was read so far, and how many orders were looked at by themselves. */
export type AuditProgress = Readonly<
  Record<'orders' | 'payments' | 'events' | 'intents' | 'refunds' | 'looks', number>
>;

/** How far clocks may be from each other: an intent may seem older than its order. */
const CLOCK_ERROR_MS = 300_000;
/** Most is charged and given back within a day; what is later is asked for order by order. */
const AFTERWARDS_MS = 86_400_000;

interface Reading {
  readonly span: Span;
  /** Milliseconds since the epoch. */
  readonly begun: number;
  readonly counter: ProgressCounter;
  readonly books: AuditBooks;
  /** Throws once the time for reading is over. */
  readonly assertTime: () => void;
}

/**
 * Reads the sources into the books; answers what can't be read. Rows first, then what must be there since: so that a decided order
 * has its event and its capture, whatever goes on meanwhile.
 */
export async function readSources({ rows, topics, gateway }: AuditSources, reading: Reading) {
  const { span, begun, counter, books, assertTime } = reading;
  const unreadable: Discrepancy[] = [];
  const keep =
    <Row extends object>(what: keyof AuditProgress, put: (row: Row) => void) =>
    (row: ReadRow<Row>) => {
      assertTime();
      counter.counted(what);
      if (isUnreadable(row)) unreadable.push(unreadableRow(row));
      else put(row);
    };
  const since = span.from - CLOCK_ERROR_MS;
  await rows.read(
    { span, since },
    { order: keep('orders', books.order), payment: keep('payments', books.payment), nextPage: assertTime },
  );
  const created = { from: since, until: Math.min(begun, span.until + AFTERWARDS_MS) + CLOCK_ERROR_MS };
  const readTopics = async () => {
    for (const event of ['orderPlaced', 'orderCancelled', 'paymentDecided'] as const)
      books.covered(event, await topics.read(event, since, keep('events', books.event)));
  };
  const readLedger = async () => {
    await gateway.intents(created, keep('intents', books.intent));
    await gateway.refunds(created, keep('refunds', books.refund));
  };
  await Promise.all([readTopics(), readLedger()]);
  return unreadable;
}

/** A row's key begins with the order's id. */
export const unreadableRow = ({ rowKey, reason }: { readonly rowKey: string; readonly reason: string }) =>
  discrepancy(rowKey.replace(/\..*/, ''), mismatch('row-unreadable', 'a row that can be read', `${rowKey}: ${reason}`));

const EVERY = 1_000;

interface ProgressCounter {
  counted(what: keyof AuditProgress): void;
  counts(): AuditProgress;
}

/** Reports the counts now and then. */
export function progressCounter(progress: (progress: AuditProgress) => void): ProgressCounter {
  const counts: Record<keyof AuditProgress, number> = {
    ...{ orders: 0, payments: 0, events: 0, intents: 0, refunds: 0, looks: 0 },
  };
  return {
    counted(what) {
      counts[what] += 1;
      if (counts[what] % EVERY === 0) progress({ ...counts });
    },
    counts: () => ({ ...counts }),
  };
}
