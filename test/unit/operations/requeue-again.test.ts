import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import { dryRequeues, type Requeues } from '../../../functions/reconciler/reconcile-orders.ts';
import { requeueByHand, requeuePaymentAgain } from '../../../operations/requeue-again.ts';
import { inMemoryRequeues } from '../../doubles/in-memory-requeues.ts';
import { anOrderRow, PLACED_AT } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { later } from '../../harness/a-reconciler.ts';

const failure = { reason: 'too large', failedAt: PLACED_AT };
const paid = anOrderRow({ status: 'PAID', outbox: undefined, openShard: undefined, openSince: undefined });

describe('requeue a payment again', () => {
  it.each([
    ['CAPTURED', {}, 'requeued', 1],
    ['DECLINED', {}, 'requeued', 1],
    ['IN_REVIEW', {}, 'requeued', 1],
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

describe('requeue one order by hand', () => {
  const captured = aPaymentRow({ state: 'CAPTURED' });
  const requeue = (order: OrderRow, payment: PaymentRow | undefined, requeues: Requeues = dryRequeues) =>
    requeueByHand({ requeues, now: () => later(0) })({ order, payment });

  it.each<[string, OrderRow, PaymentRow | undefined, string]>([
    ['whose payment is decided', paid, captured, 'payment'],
    ['that nobody has claimed', anOrderRow(), undefined, 'order'],
    ['whose payment is tried', anOrderRow(), aPaymentRow(), 'order'],
    ['that was marked as impossible to publish', anOrderRow({ publishFailure: failure }), undefined, 'order'],
  ])('%s', async (...[, order, payment, what]) => {
    expect(await requeue(order, payment)).toEqual({ what });
  });

  it.each<[string, OrderRow, PaymentRow | undefined, string]>([
    ['that is decided and has no payment row', paid, undefined, 'rebuild-dedup'],
    ['in review without a payment row', anOrderRow({ status: 'IN_REVIEW' }), undefined, 'rebuild-dedup'],
    ['whose payment is in a state without an event', paid, aPaymentRow({ state: 'VOID' }), 'VOID'],
  ])('never one %s', async (...[, order, payment, reason]) => {
    expect(await requeue(order, payment)).toEqual({ what: 'nothing', reason: expect.stringContaining(reason) });
  });

  it('not one that changed meanwhile', async () => {
    const changed = { order: async () => false, payment: async () => false };

    expect(await requeue(anOrderRow(), undefined, changed)).toMatchObject({ what: 'nothing' });
    expect(await requeue(paid, captured, changed)).toMatchObject({ what: 'nothing' });
  });
});
