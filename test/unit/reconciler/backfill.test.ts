import { describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import type { OrderRow } from '../../../functions/contracts/order-row.ts';
import { type BackfillProgress, backfill } from '../../../functions/reconciler/backfill.ts';
import { requeueOrderAgain, requeuePaymentAgain } from '../../../functions/reconciler/requeue-again.ts';
import { dryRequeues } from '../../../functions/reconciler/requeues.ts';
import { inMemoryHistory } from '../../doubles/in-memory-history.ts';
import { inMemoryRequeues } from '../../doubles/in-memory-requeues.ts';
import { anOrderRow, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { later } from '../../harness/reconciler.ts';

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
function aBackfill(orders: readonly OrderRow[], { dryRun = false } = {}) {
  const rows = new Map(orders.map((row) => [row.orderId, row]));
  let waited = 0;
  const now = () => later(MONTH + waited / 1_000);
  const run = backfill({
    history: inMemoryHistory(() => [...rows.values()], { timeOf: ({ placedAt }) => placedAt, pageSize: 2 }),
    requeue: requeueOrderAgain({
      requeues: dryRun ? dryRequeues : inMemoryRequeues({ orders: rows, payments: new Map() }),
      reconcileAfter: 600,
      now,
    }),
    unreadable: () => undefined,
    now,
    wait: async (milliseconds) => {
      waited += milliseconds;
    },
  });
  return { rows, run, waited: () => waited, requeued: () => [...rows.values()].filter(({ requeues }) => requeues > 0) };
}

const orders = [1, 2, 3, 4, 5].map((number) => aPaidOrder(number));

describe('backfill orders', () => {
  it('puts the event of each back into its slot, and leaves final orders final and out of the index', async () => {
    const { run, rows } = aBackfill(orders);

    const [last] = (await all(run({ perSecond: 100 }))).toReversed();

    expect(last).toEqual(progress({ scanned: 5, requeued: 5 }));
    for (const order of orders)
      expect(rows.get(order.orderId)).toEqual({
        ...order,
        requeues: 1,
        outbox: { eventId: ORDER_PLACED.eventId(order.orderId), requeues: 1 },
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
    const slot = (number: number) => ({ eventId: ORDER_PLACED.eventId(orderIdOf(number)), requeues: 1 });
    const justNow = later(MONTH - 599).toISOString();
    const { run, requeued } = aBackfill([
      aPaidOrder(1, { outbox: slot(1), lastRequeuedAt: justNow }),
      // Given up by the stream: nothing else would ever empty it.
      aPaidOrder(2, { outbox: slot(2), lastRequeuedAt: later(MONTH - 600).toISOString() }),
      aPaidOrder(3, { publishFailure: failure }),
    ]);

    const last = (await all(run({ perSecond: 100 }))).at(-1);

    expect(last).toEqual(progress({ scanned: 3, requeued: 1, 'under-way': 1, 'left-to-operator': 1 }));
    expect(requeued().map(({ orderId }) => orderId)).toEqual([orderIdOf(2)]);
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
        page: async () => ({ rows: [bad, { kind: 'sight', row: aPaidOrder(1) }], scanned: 2, next: undefined }),
      },
      requeue: async () => 'requeued',
      unreadable: ({ rowKey }) => named.push(rowKey),
      now: () => later(0),
      wait: async () => undefined,
    });

    expect(await all(run({ perSecond: 100 }))).toEqual([progress({ scanned: 2, requeued: 1, unreadable: 1 })]);
    expect(named).toEqual([orderIdOf(9)]);
  });
});

describe('backfill payments', () => {
  it.each([
    ['CAPTURED', {}, 'requeued', 1],
    ['DECLINED', {}, 'requeued', 1],
    ['IN_REVIEW', {}, 'requeued', 1],
    ['CHARGING', {}, 'under-way', 0],
    ['CAPTURED', { publishFailure: failure }, 'left-to-operator', 0],
  ] as const)('shows a %s payment %o again: %s', async (...[state, differing, outcome, requeues]) => {
    const payment = aPaymentRow({ state, ...differing });
    const payments = new Map([[payment.eventId, payment]]);
    const requeue = requeuePaymentAgain({ requeues: inMemoryRequeues({ orders: new Map(), payments }) });

    expect(await requeue(payment)).toBe(outcome);
    expect(payments.get(payment.eventId)).toEqual({ ...payment, requeues });
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
