import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../../functions/contracts/order-row.ts';
import { dryRequeues } from '../../../functions/reconciler/reconcile-orders.ts';
import { type BackfillProgress, backfill, type RowForOperator } from '../../../operations/backfill.ts';
import { requeueOrderAgain } from '../../../operations/requeue-again.ts';
import { inMemoryHistory, inMemoryRequeues } from '../../doubles/in-memory-requeues.ts';
import { anOrderRow, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';
import { later } from '../../harness/a-reconciler.ts';

const failure = { reason: 'too large', failedAt: PLACED_AT };
const MONTH = 30 * 86_400;

/** Paid long ago. */
const aPaidOrder = (number: number, differing: Partial<OrderRow> = {}) =>
  anOrderRow({
    orderId: orderIdOf(number),
    status: 'PAID',
    outbox: undefined,
    openShard: undefined,
    openSince: undefined,
    ...differing,
  });

/** A backfill over these orders a month later, in pages of two. */
function aBackfill(orders: readonly OrderRow[], { dryRun = false, hasPaymentRow = true } = {}) {
  const left: RowForOperator[] = [];
  const rows = new Map(orders.map((row) => [row.orderId, row]));
  let waited = 0;
  const now = () => later(MONTH + waited / 1_000);
  const run = backfill({
    history: inMemoryHistory(() => [...rows.values()], { timeOf: ({ placedAt }) => placedAt, pageSize: 2 }),
    requeue: requeueOrderAgain({
      requeues: dryRun ? dryRequeues : inMemoryRequeues({ orders: rows, payments: new Map() }),
      hasPaymentRow: async () => hasPaymentRow,
      reconcileAfter: 600,
      now,
    }),
    report: (row) => left.push(row),
    now,
    wait: async (milliseconds) => {
      waited += milliseconds;
    },
  });
  return {
    rows,
    run,
    left,
    waited: () => waited,
    requeued: () => [...rows.values()].filter(({ requeues }) => requeues > 0),
  };
}

const orders = [1, 2, 3, 4, 5].map((number) => aPaidOrder(number));

describe('backfill orders', () => {
  it('makes the outbox entry of each anew, and leaves final orders final and out of the index', async () => {
    const { run, rows } = aBackfill(orders);

    const [last] = (await all(run({ perSecond: 100 }))).toReversed();

    expect(last).toEqual(progress({ scanned: 5, requeued: 5 }));
    for (const order of orders)
      expect(rows.get(order.orderId)).toEqual({
        ...order,
        requeues: 1,
        outbox: { requeues: 1, entries: { 1: { type: 'order-placed' } } },
        lastRequeuedAt: expect.any(String),
      });
  });

  it('tells its progress after each page, and goes on from any of them', async () => {
    const { run, requeued } = aBackfill(orders);

    const { value: first } = await run({ perSecond: 100 }).next();

    expect(first).toEqual(progress({ scanned: 2, requeued: 2, cursor: '2' }));
    expect(requeued()).toHaveLength(2);
    const rest = await all(run({ perSecond: 100, after: '2' }));
    expect(rest.at(-1)).toEqual(progress({ scanned: 3, requeued: 3 }));
    expect(requeued().map(({ requeues }) => requeues)).toEqual([1, 1, 1, 1, 1]);
  });

  it('takes those of a period only, its end left out', async () => {
    const { run, requeued } = aBackfill([
      aPaidOrder(1, { placedAt: later(-1).toISOString() }),
      aPaidOrder(2, { placedAt: later(0).toISOString() }),
      aPaidOrder(3, { placedAt: later(9).toISOString() }),
      aPaidOrder(4, { placedAt: later(10).toISOString() }),
    ]);

    const period = { from: later(0).toISOString(), until: later(10).toISOString() };
    await all(run({ perSecond: 100, ...period }));

    expect(requeued().map(({ orderId }) => orderId)).toEqual([2, 3].map(orderIdOf));
  });

  it('takes its time', async () => {
    const { run, waited } = aBackfill(orders);

    await all(run({ perSecond: 2 }));

    expect(waited()).toBe(2_000);
  });

  it('has one event of an order on its way at a time', async () => {
    const { outbox } = anOrderRow();
    const justNow = later(MONTH - 599).toISOString();
    const { run, left, requeued } = aBackfill([
      aPaidOrder(1, { outbox, lastRequeuedAt: justNow }),
      // Given up by the stream: nothing else would ever empty it.
      aPaidOrder(2, { outbox, lastRequeuedAt: later(MONTH - 600).toISOString() }),
      aPaidOrder(3, { publishFailure: failure }),
    ]);

    const last = (await all(run({ perSecond: 100 }))).at(-1);

    expect(last).toEqual(progress({ scanned: 3, requeued: 1, 'under-way': 1, 'left-to-operator': 1 }));
    expect(requeued().map(({ orderId }) => orderId)).toEqual([orderIdOf(2)]);
    expect(left).toEqual([{ kind: 'left-to-operator', rowKey: orderIdOf(3), reason: failure.reason }]);
  });

  it('leaves decided orders alone whose payment row is missing: a copy could charge them again', async () => {
    const { run, left, requeued } = aBackfill([aPaidOrder(1), anOrderRow({ orderId: orderIdOf(2) })], {
      hasPaymentRow: false,
    });

    const last = (await all(run({ perSecond: 100 }))).at(-1);

    expect(last).toEqual(progress({ scanned: 2, requeued: 1, 'left-to-operator': 1 }));
    expect(requeued().map(({ orderId }) => orderId)).toEqual([orderIdOf(2)]);
    expect(left).toEqual([
      { kind: 'left-to-operator', rowKey: orderIdOf(1), reason: expect.stringContaining('rebuild-dedup') },
    ]);
  });

  it('says what it would do when it runs dry, and writes nothing', async () => {
    const { run, requeued } = aBackfill(orders, { dryRun: true });

    expect((await all(run({ perSecond: 100 }))).at(-1)).toEqual(progress({ scanned: 5, requeued: 5 }));
    expect(requeued()).toEqual([]);
  });

  it('counts and names a row that can not be read, and goes on', async () => {
    const bad = { kind: 'unreadable', rowKey: orderIdOf(9), reason: 'no status' } as const;
    const named: string[] = [];
    const run = backfill<OrderRow>({
      history: {
        page: async () => ({ rows: [bad, { kind: 'readable', row: aPaidOrder(1) }], scanned: 2, next: undefined }),
      },
      requeue: async () => ({ kind: 'requeued' }),
      report: ({ rowKey }) => named.push(rowKey),
      now: () => later(0),
      wait: async () => undefined,
    });

    expect(await all(run({ perSecond: 100 }))).toEqual([progress({ scanned: 2, requeued: 1, unreadable: 1 })]);
    expect(named).toEqual([orderIdOf(9)]);
  });
});

function progress(differing: Partial<BackfillProgress>): BackfillProgress {
  return {
    scanned: 0,
    requeued: 0,
    'under-way': 0,
    'left-to-operator': 0,
    unreadable: 0,
    cursor: undefined,
    ...differing,
  };
}

async function all(run: AsyncIterable<BackfillProgress>) {
  const told: BackfillProgress[] = [];
  for await (const step of run) told.push(step);
  return told;
}
