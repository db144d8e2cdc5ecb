import { describe, expect, it } from 'vitest';
import { PaymentState } from '../../../functions/contracts/payment-decided.ts';
import { type StatusChange, updateStatus } from '../../../functions/status-updater/update-status.ts';
import { inMemoryOrders } from '../../doubles/in-memory-orders.ts';
import { anOrderRow, aPaymentDecided, orderIdOf } from '../../doubles/order-builders.ts';

/** An updater over one order, if there is one. */
function anUpdater(...orders: readonly ReturnType<typeof anOrderRow>[]) {
  const { rows, status } = inMemoryOrders();
  for (const order of orders) rows.set(order.orderId, order);
  return { rows, update: updateStatus({ orders: status }), order: () => rows.get(orderIdOf(1)) };
}

describe("bring a payment's decision onto its order", () => {
  it.each([
    ['PLACED', { CAPTURED: 'PAID', DECLINED: 'DECLINED', IN_REVIEW: 'IN_REVIEW' }],
    ['IN_REVIEW', { CAPTURED: 'PAID', DECLINED: 'DECLINED', IN_REVIEW: 'IN_REVIEW' }],
    ['PAID', { CAPTURED: 'PAID', DECLINED: 'PAID', IN_REVIEW: 'PAID' }],
    ['DECLINED', { CAPTURED: 'DECLINED', DECLINED: 'DECLINED', IN_REVIEW: 'DECLINED' }],
  ] as const)('raises a %s order only upward, whatever was decided: %j', async (from, statuses) => {
    for (const state of PaymentState.options) {
      const { update, order } = anUpdater(anOrderRow({ status: from }));

      const outcome = await update(aPaymentDecided({ state }));

      expect(order()?.status).toBe(statuses[state]);
      expect(outcome).toBe(statuses[state] === from ? 'stale' : 'updated');
    }
  });

  it.each([
    ['CAPTURED', true],
    ['DECLINED', true],
    ['IN_REVIEW', false],
  ] as const)('asks for %s to be final: %s', async (state, isFinal) => {
    const changes: StatusChange[] = [];
    const update = updateStatus({
      orders: {
        async raise(_payment, change) {
          changes.push(change);
          return 'raised';
        },
      },
    });

    await update(aPaymentDecided({ state }));

    expect(changes).toMatchObject([{ isFinal }]);
  });

  it('finds a mismatch where there is no such order, and makes none', async () => {
    const { rows, update } = anUpdater();

    expect(await update(aPaymentDecided())).toBe('mismatch');
    expect(rows.size).toBe(0);
  });

  it.each([
    ['tenant', { tenant: 'other' }],
    ['amount', { amount: 1 }],
    ['currency', { currency: 'USD' }],
  ])('finds a mismatch where the payment is of another %s, and changes nothing', async (_what, differing) => {
    const { update, order } = anUpdater(anOrderRow());

    expect(await update(aPaymentDecided(differing))).toBe('mismatch');
    expect(order()).toEqual(anOrderRow());
  });

  it('finds a mismatch where the order can not be read, since no repetition would help', async () => {
    const update = updateStatus({ orders: { raise: async () => 'unreadable' } });

    expect(await update(aPaymentDecided())).toBe('mismatch');
  });

  it.each([{ tenant: 'other' }, { amount: 1 }, { currency: 'USD' }])(
    'finds the mismatch on a paid order, too: %j',
    async (differing) => {
      const { update } = anUpdater(anOrderRow({ status: 'PAID' }));

      expect(await update(aPaymentDecided(differing))).toBe('mismatch');
    },
  );
});
