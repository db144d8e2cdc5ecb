import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import { dryRequeues, type Requeues } from '../../../functions/reconciler/reconcile-orders.ts';
import { requeueByHand, requeueOrderAgain, requeuePaymentAgain } from '../../../operations/requeue-again.ts';
import { inMemoryRequeues } from '../../doubles/in-memory-requeues.ts';
import { aCancelledRow, anOrderRow, PLACED_AT } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { later } from '../../harness/a-reconciler.ts';

const failure = { reason: 'too large', failedAt: PLACED_AT };
const paid = anOrderRow({ status: 'PAID', outbox: undefined, openShard: undefined, openSince: undefined });

describe('requeue a payment again', () => {
  it.each([
    ['CAPTURED', {}, 'requeued', 1],
    ['DECLINED', {}, 'requeued', 1],
    ['IN_REVIEW', {}, 'requeued', 1],
    ['VOID', {}, 'requeued', 1],
    ['REFUNDED', {}, 'requeued', 1],
    ['CHARGING', {}, 'under-way', 0],
    ['REFUND_DUE', {}, 'under-way', 0],
    ['CAPTURED', { publishFailure: failure }, 'left-to-operator', 0],
  ] as const)('shows a %s payment %o again: %s', async (...[state, differing, outcome, requeues]) => {
    const payment = aPaymentRow({ state, ...differing });
    const payments = new Map([[payment.eventId, payment]]);
    const now = () => later(9);
    const requeue = requeuePaymentAgain({ requeues: inMemoryRequeues({ orders: new Map(), payments }), now });

    expect(await requeue(payment)).toMatchObject({ kind: outcome });
    expect(payments.get(payment.eventId)).toEqual({
      ...payment,
      requeues,
      ...(requeues > 0 && { lastRequeuedAt: later(9).toISOString() }),
    });
  });
});

describe('requeue an order again', () => {
  const requeue = (order: OrderRow, orders = new Map([[order.orderId, order]])) =>
    requeueOrderAgain({
      requeues: inMemoryRequeues({ orders, payments: new Map() }),
      hasPaymentRow: async () => true,
      find: async (orderId) => orders.get(orderId),
      reconcileAfter: 600,
      now: () => later(602),
    })(order);

  it('publishes both events of one that was cancelled', async () => {
    const order = aCancelledRow({ status: 'REFUNDED', outbox: undefined, openShard: undefined });
    const orders = new Map([[order.orderId, order]]);

    expect(await requeue(order, orders)).toEqual({ kind: 'requeued' });
    const entries = { 1: { type: 'order-placed' }, 2: { type: 'order-cancelled' } };
    expect(orders.get(order.orderId)).toMatchObject({ status: 'REFUNDED', outbox: { requeues: 1, entries } });
  });

  it('leaves one alone whose cancellation is under way', async () => {
    const cancellation = { sequence: 2, requestedAt: later(3).toISOString(), traceparent: '' };

    expect(await requeue(aCancelledRow())).toEqual({ kind: 'requeued' });
    expect(await requeue(aCancelledRow({ cancellation }))).toEqual({
      kind: 'under-way',
    });
  });
});

describe('requeue an order again that has changed since it was read', () => {
  const seen = anOrderRow({ outbox: undefined });
  const hasPaymentRow = async () => true;
  const now = () => later(602);

  it('publishes its event once more where its payment was decided in between', async () => {
    const decided = { ...paid, orderId: seen.orderId };
    const orders = new Map([[seen.orderId, decided]]);
    const requeues = inMemoryRequeues({ orders, payments: new Map() });
    const find = async (orderId: string) => orders.get(orderId);

    expect(await requeueOrderAgain({ requeues, hasPaymentRow, find, reconcileAfter: 600, now })(seen)).toEqual({
      kind: 'requeued',
    });
    expect(orders.get(seen.orderId)).toMatchObject({ status: 'PAID', requeues: 1 });
  });

  it('leaves it alone where its event is under way by then', async () => {
    const requeued = { ...anOrderRow({ requeues: 1 }), lastRequeuedAt: later(601).toISOString() };
    const orders = new Map([[seen.orderId, requeued]]);
    const requeues = inMemoryRequeues({ orders, payments: new Map() });
    const find = async (orderId: string) => orders.get(orderId);

    expect(await requeueOrderAgain({ requeues, hasPaymentRow, find, reconcileAfter: 600, now })(seen)).toEqual({
      kind: 'under-way',
    });
    expect(orders.get(seen.orderId)).toEqual(requeued);
  });

  it('gives up one that changes each time: somebody works on it', async () => {
    let tries = 0;
    const requeues: Requeues = {
      ...dryRequeues,
      order: async () => {
        tries += 1;
        return false;
      },
    };

    expect(
      await requeueOrderAgain({ requeues, hasPaymentRow, find: async () => seen, reconcileAfter: 600, now })(seen),
    ).toEqual({ kind: 'under-way' });
    expect(tries).toBe(3);
  });
});

describe('requeue one order by hand', () => {
  const captured = aPaymentRow({ state: 'CAPTURED' });
  const declined = aPaymentRow({ state: 'DECLINED' });
  const inReview = aPaymentRow({ state: 'IN_REVIEW' });
  const toBeRefunded = aCancelledRow({ status: 'PAID', outbox: undefined });
  const requeue = (order: OrderRow, payment: PaymentRow | undefined, requeues: Requeues = dryRequeues) =>
    requeueByHand({ requeues, now: () => later(0) })({ order, payment });

  it.each<[string, OrderRow, PaymentRow | undefined, string]>([
    ['whose payment is decided', paid, captured, 'payment'],
    ['that nobody has claimed', anOrderRow(), undefined, 'order'],
    ['whose payment is tried', anOrderRow(), aPaymentRow(), 'order'],
    ['that was marked as impossible to publish', anOrderRow({ publishFailure: failure }), undefined, 'order'],
    ['whose cancellation was', aCancelledRow({ status: 'PAID', publishFailure: failure }), captured, 'order'],
    ['that was, though its payment was decided', anOrderRow({ publishFailure: failure }), captured, 'order'],
    ['that is behind its payment, its outbox still there', anOrderRow(), captured, 'payment'],
    ['that is not behind, its outbox still there', aCancelledRow({ status: 'DECLINED' }), declined, 'order'],
    ['whose payment is captured in spite of its cancellation', toBeRefunded, captured, 'order'],
    ['whose refund is not due', toBeRefunded, aPaymentRow({ state: 'REFUND_DUE' }), 'order'],
    ['that is to be cancelled, in review', { ...toBeRefunded, status: 'IN_REVIEW' }, inReview, 'order'],
    [
      'that is to be cancelled, in review, which is known',
      { ...toBeRefunded, status: 'IN_REVIEW' },
      { ...inReview, cancelRequested: true },
      'payment',
    ],
    [
      'that was cancelled',
      aCancelledRow({ status: 'CANCELLED', outbox: undefined }),
      aPaymentRow({ state: 'VOID' }),
      'payment',
    ],
  ])('%s', async (...[, order, payment, what]) => {
    expect(await requeue(order, payment)).toEqual({ what });
  });

  it.each<[string, OrderRow, PaymentRow | undefined, string]>([
    ['that is decided and has no payment row', paid, undefined, 'rebuild-dedup'],
    ['in review without a payment row', anOrderRow({ status: 'IN_REVIEW' }), undefined, 'rebuild-dedup'],
    ['that waits for its refund', toBeRefunded, aPaymentRow({ state: 'REFUND_DUE', dueAt: PLACED_AT }), 'REFUND_DUE'],
  ])('never one %s', async (...[, order, payment, reason]) => {
    expect(await requeue(order, payment)).toEqual({ what: 'nothing', reason: expect.stringContaining(reason) });
  });

  it('not one that changed meanwhile', async () => {
    const changed = { order: async () => false, payment: async () => false };

    expect(await requeue(anOrderRow(), undefined, changed)).toMatchObject({ what: 'nothing' });
    expect(await requeue(paid, captured, changed)).toMatchObject({ what: 'nothing' });
  });
});
