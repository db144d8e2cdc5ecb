import { describe, expect, it } from 'vitest';
import { inMemoryOpenOrders, inMemoryRequeues } from '../../doubles/in-memory-requeues.ts';
import { aCancelledRow, anOrderRow, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { aReconciler, later, orderOf } from '../../harness/a-reconciler.ts';
import { nothing } from './quiet-run.ts';

const failure = { reason: 'too large', failedAt: PLACED_AT };

describe('reconcile the open orders', () => {
  it('finds nothing where nothing is open', async () => {
    const { run, lines } = aReconciler({ orders: [anOrderRow({ status: 'PAID', openShard: undefined })] });

    expect(await run()).toEqual(nothing);
    expect(lines).toEqual([]);
  });

  it('counts no order that is final and still in the index', async () => {
    const { run } = aReconciler({ orders: [anOrderRow({ status: 'PAID', outbox: undefined })], payments: [] });

    expect(await run()).toEqual(nothing);
  });

  it('makes the outbox entry of a stuck order anew, so that its stream shows it, and says when', async () => {
    const { run, order, lines } = aReconciler({ orders: [anOrderRow()] });

    const summary = await run();

    const age = { oldestOpenOrderAgeSeconds: 600, oldestMovingOrderAgeSeconds: 600 };
    expect(summary).toEqual({ ...nothing, ...age, openOrders: 1, ordersRequeued: 1 });
    const outbox = { requeues: 1, entries: { 1: { type: 'order-placed' } } } as const;
    expect(order()).toEqual(anOrderRow({ outbox, requeues: 1, lastRequeuedAt: later(600).toISOString() }));
    expect(lines).toEqual([`requeued order ${orderIdOf(1)}`]);
  });

  it("shows a payment again whose order is behind, and leaves the order's outbox entry alone", async () => {
    const payment = aPaymentRow({ state: 'CAPTURED', requeues: 4 });
    const { run, rows, order } = aReconciler({ orders: [anOrderRow()], payments: [payment] });

    expect(await run()).toMatchObject({ ordersRequeued: 0, paymentsRequeued: 1 });
    expect(rows.payments.get(payment.eventId)).toEqual({
      ...payment,
      requeues: 5,
      lastRequeuedAt: later(600).toISOString(),
    });
    expect(order()).toEqual(anOrderRow());
  });

  it('requeues an order once when two run at once', async () => {
    const rows = { orders: new Map([[orderIdOf(1), anOrderRow()]]), payments: new Map() };
    const differing = { openOrders: inMemoryOpenOrders(rows), requeues: inMemoryRequeues(rows) };
    const both = [aReconciler({ differing }), aReconciler({ differing })];

    const summaries = await Promise.all(both.map(({ run }) => run()));

    expect(summaries.map(({ ordersRequeued }) => ordersRequeued).sort()).toEqual([0, 1]);
    expect(summaries.map(({ complete }) => complete)).toEqual([true, true]);
    expect(rows.orders.get(orderIdOf(1))).toMatchObject({ requeues: 1 });
  });

  it('looks at every shard and every page, and is complete only then', async () => {
    const orders = Array.from({ length: 40 }, (_, number) => orderOf(number));
    const { run } = aReconciler({ orders, pageSize: 2 });

    expect(await run()).toMatchObject({ complete: true, openOrders: 40, ordersRequeued: 40 });
  });

  it('counts what waits for a person, and touches nothing of it', async () => {
    const orders = [
      orderOf(1, { publishFailure: failure }),
      orderOf(2, { outbox: undefined }),
      orderOf(3, { outbox: undefined }),
    ];
    const payments = [
      aPaymentRow({ orderId: orderIdOf(2), state: 'CAPTURED', publishFailure: failure }),
      aPaymentRow({ orderId: orderIdOf(3), state: 'IN_REVIEW', publishFailure: failure }),
    ];
    const { run, rows } = aReconciler({ orders, payments });

    expect(await run()).toEqual({
      ...nothing,
      openOrders: 3,
      oldestOpenOrderAgeSeconds: 600,
      publishFailures: 3,
      paymentsInReview: 1,
    });
    expect([...rows.orders.values(), ...rows.payments.values()]).toEqual([...orders, ...payments]);
  });

  it('publishes a cancellation again that has had no effect on a captured payment, with the event before it', async () => {
    const placedAt = later(-99_999).toISOString();
    const order = aCancelledRow({ status: 'PAID', outbox: undefined, placedAt, openSince: later(2).toISOString() });
    const now = () => later(602);
    const { run, order: row } = aReconciler({
      orders: [order],
      payments: [aPaymentRow({ state: 'CAPTURED' })],
      differing: { now },
    });

    const age = { oldestOpenOrderAgeSeconds: 600, oldestMovingOrderAgeSeconds: 600 };
    expect(await run()).toMatchObject({ ...age, openOrders: 1, ordersRequeued: 1, paymentsRequeued: 0 });
    const entries = { 1: { type: 'order-placed' }, 2: { type: 'order-cancelled' } };
    expect(row()).toMatchObject({ status: 'PAID', requeues: 1, outbox: { requeues: 1, entries } });
  });

  it('tells the age of the oldest order that waits for no person beside that of the oldest', async () => {
    const at = (seconds: number) => ({
      placedAt: later(seconds).toISOString(),
      openSince: later(seconds).toISOString(),
    });
    const orders = [orderOf(1, { publishFailure: failure }), orderOf(2), orderOf(3, at(100)), orderOf(4, at(200))];
    const payments = [aPaymentRow({ orderId: orderIdOf(2), state: 'IN_REVIEW' })];

    expect(await aReconciler({ orders, payments }).run()).toMatchObject({
      oldestOpenOrderAgeSeconds: 600,
      oldestMovingOrderAgeSeconds: 500,
    });
  });

  it('leaves a decided order alone whose payment row is missing, counts it and says what to do', async () => {
    const { run, lines, order } = aReconciler({ orders: [orderOf(1, { status: 'IN_REVIEW' })] });

    expect(await run()).toMatchObject({ openOrders: 1, ordersRequeued: 0, paymentRowsMissing: 1 });
    expect(order()).toEqual(orderOf(1, { status: 'IN_REVIEW' }));
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^missing ${orderIdOf(1)}: .*rebuild-dedup`))]);
  });

  it.each([
    ['is late with', 200, 400],
    ['is not late with', 700, 0],
  ])('reports for how long the oldest payment has been due that the retrier %s', async (_what, dueAfter, age) => {
    const dueAt = (number: number, seconds: number) =>
      aPaymentRow({ orderId: orderIdOf(number), dueAt: later(seconds).toISOString() });
    const { run } = aReconciler({ payments: [dueAt(1, 800), dueAt(2, dueAfter)] });

    expect(await run()).toMatchObject({ oldestDuePaymentAgeSeconds: age, failures: 0 });
  });

  it('tells no age where the index of due payments can not be read', async () => {
    const dueIndex = { first: () => Promise.reject(new Error('throttled')) };
    const { run, lines } = aReconciler({ orders: [anOrderRow()], differing: { dueIndex } });

    expect(await run()).toMatchObject({ ordersRequeued: 1, oldestDuePaymentAgeSeconds: undefined, failures: 1 });
    expect(lines).toContain('failed the index of due payments: Error: throttled');
  });

  it('says what it would do when it runs dry, and writes nothing', async () => {
    const payment = aPaymentRow({ orderId: orderIdOf(2), state: 'CAPTURED' });
    const { run, rows, lines } = aReconciler({ orders: [orderOf(1), orderOf(2)], payments: [payment] });

    expect(await run(true)).toMatchObject({ dryRun: true, ordersRequeued: 1, paymentsRequeued: 1 });
    expect([...rows.orders.values(), ...rows.payments.values()]).toEqual([orderOf(1), orderOf(2), payment]);
    expect(lines).toEqual([`would requeue order ${orderIdOf(1)}`, `would requeue payment ${orderIdOf(2)}`]);
  });
});
