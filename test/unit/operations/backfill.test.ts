import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../../functions/contracts/order-row.ts';
import { dryRequeues } from '../../../functions/reconciler/reconcile-orders.ts';
import { type BackfillProgress, backfill, type RowForOperator } from '../../../operations/backfill.ts';
import { requeueOrderAgain } from '../../../operations/requeue-again.ts';
import { inMemoryHistory, inMemoryRequeues } from '../../doubles/in-memory-requeues.ts';
import { anOrderRow, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';
import { later } from '../../harness/a-reconciler.ts';
import { collected } from '../../harness/collected.ts';

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

/** A backfill over these orders a month later. */
function aBackfill(orders: readonly OrderRow[], { dryRun = false, hasPaymentRow = true } = {}) {
  const left: RowForOperator[] = [];
  const rows = new Map(orders.map((row) => [row.orderId, row]));
  let waited = 0;
  const now = () => later(MONTH + waited / 1_000);
  const run = backfill({
    history: inMemoryHistory(() => [...rows.values()], { timeOf: ({ placedAt }) => placedAt }),
    requeue: requeueOrderAgain({
      requeues: dryRun ? dryRequeues : inMemoryRequeues({ orders: rows, payments: new Map() }),
      hasPaymentRow: async () => hasPaymentRow,
      find: async (orderId) => rows.get(orderId),
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

    const [last] = (await collected(run({ perSecond: 100 }))).toReversed();

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
    const many = Array.from({ length: 240 }, (_, number) => aPaidOrder(number));
    const { run, rows } = aBackfill(many);

    const reported: BackfillProgress[] = [];
    for await (const step of run({ perSecond: 25 })) {
      reported.push(step);
      if (reported.length === 3) break;
    }
    expect(reported.map(({ scanned, requeued }) => [scanned, requeued])).toEqual(
      [25, 50, 75].map((done) => [done, done]),
    );

    const rest = await collected(run({ perSecond: 25, after: reported[2]?.cursor }));
    expect(rest.at(-1)).toMatchObject({ scanned: 165, cursor: undefined });
    expect(new Set([...rows.values()].map(({ requeues }) => requeues))).toEqual(new Set([1]));
  });

  it('does what is missing alone where a cursor is from its end', async () => {
    const { run, requeued } = aBackfill(orders);
    const steps = await collected(run({ perSecond: 100 }));

    const rest = await collected(run({ perSecond: 100, after: steps.at(-2)?.cursor }));

    expect(rest).toHaveLength(1);
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
    await collected(run({ perSecond: 100, ...period }));

    expect(requeued().map(({ orderId }) => orderId)).toEqual([2, 3].map(orderIdOf));
  });

  it('takes its time', async () => {
    const { run, waited } = aBackfill(orders);

    await collected(run({ perSecond: 2 }));

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

    const last = (await collected(run({ perSecond: 100 }))).at(-1);

    expect(last).toEqual(progress({ scanned: 3, requeued: 1, 'under-way': 1, 'left-to-operator': 1 }));
    expect(requeued().map(({ orderId }) => orderId)).toEqual([orderIdOf(2)]);
    expect(left).toEqual([{ kind: 'left-to-operator', rowKey: orderIdOf(3), reason: failure.reason }]);
  });

  it('leaves decided orders alone whose payment row is missing: a copy could charge them again', async () => {
    const { run, left, requeued } = aBackfill([aPaidOrder(1), anOrderRow({ orderId: orderIdOf(2) })], {
      hasPaymentRow: false,
    });

    const last = (await collected(run({ perSecond: 100 }))).at(-1);

    expect(last).toEqual(progress({ scanned: 2, requeued: 1, 'left-to-operator': 1 }));
    expect(requeued().map(({ orderId }) => orderId)).toEqual([orderIdOf(2)]);
    expect(left).toEqual([
      { kind: 'left-to-operator', rowKey: orderIdOf(1), reason: expect.stringContaining('rebuild-dedup') },
    ]);
  });

  it('says what it would do when it runs dry, and writes nothing', async () => {
    const { run, requeued } = aBackfill(orders, { dryRun: true });

    expect((await collected(run({ perSecond: 100 }))).at(-1)).toEqual(progress({ scanned: 5, requeued: 5 }));
    expect(requeued()).toEqual([]);
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
