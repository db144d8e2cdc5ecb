import { afterEach, describe, expect, it } from 'vitest';
import type { AuditedRows, AuditedTopics } from '../../functions/auditor/audit-sources.ts';
import { dynamoNamedRows } from '../../functions/auditor/dynamo-named-rows.ts';
import { auditedStores, closeStores } from './audited-stores.ts';
import type { OrderBook } from './planted-books.ts';
import { begun, book, rowOf } from './planted-discrepancies.ts';

const HOUR = 3_600_000;
const span = { from: begun - HOUR, until: begun + HOUR };
const wanted = { span, since: span.from };

afterEach(closeStores);

/** What is read by names, or `'whole'` where the tables were. */
async function readBy(books: readonly OrderBook[], { since = wanted.since, pages = Number.POSITIVE_INFINITY } = {}) {
  const { dynamo, orders, payments, sources } = await auditedStores(books);
  const seen: string[] = [];
  const tables: AuditedRows = { ...sources.rows, read: async () => void seen.push('whole') };
  const topics: Pick<AuditedTopics, 'read'> = {
    read: async (...asked) => ({ ...(await sources.topics.read(...asked)), since }),
  };
  let left = pages;
  await dynamoNamedRows({ dynamo, orders, payments, topics, tables }).read(wanted, {
    order: (row) => void seen.push('orderId' in row ? row.orderId : row.rowKey),
    payment: (row) => void seen.push('eventId' in row ? row.eventId : row.rowKey),
    nextPage() {
      left -= 1;
      if (left < 0) throw new Error('the time is over');
    },
  });
  return seen.toSorted((one, other) => one.localeCompare(other));
}

const placedAt = (right: OrderBook, time: number): OrderBook => {
  const row = { ...rowOf(right), placedAt: new Date(time).toISOString() };
  return { ...right, order: row, placed: row };
};

describe('rows that others name', () => {
  it('are those of the orders of the span, without what was placed before or after it', async () => {
    const inSpan = book('CAPTURED');
    const others = [span.from - 1, span.until].map((time) => placedAt(book('CAPTURED'), time));

    const { orderId } = rowOf(inSpan);
    expect(await readBy([...others, inSpan])).toEqual([orderId, `${orderId}.order-placed.1`]);
  });

  it('are those of open orders, too, of which no event is in the topic', async () => {
    const open = book('CAPTURED');
    const row = { ...rowOf(open), status: 'PLACED' as const, openShard: '7', openSince: rowOf(open).placedAt };

    expect(await readBy([{ ...open, order: row, placed: undefined, receipt: 'none' }])).toContain(row.orderId);
  });

  it('are more than one request can read', async () => {
    const books = Array.from({ length: 120 }, () => book('CAPTURED'));

    expect(await readBy(books)).toHaveLength(2 * books.length);
  });

  it('are not enough where the topic does not reach back to the span: then the tables are read whole', async () => {
    expect(await readBy([book('CAPTURED')], { since: wanted.since + 1 })).toEqual(['whole']);
  });

  it('are read to no end where there is no time for the next request', async () => {
    await expect(readBy([book('CAPTURED')], { pages: 10 })).rejects.toThrow('the time is over');
  });
});
