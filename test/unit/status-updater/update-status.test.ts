import { describe, expect, it } from 'vitest';
import { isSettled, type OrderRow, OrderStatus } from '../../../functions/contracts/order-row.ts';
import { PaymentState } from '../../../functions/contracts/payment-decided.ts';
import { updateStatus } from '../../../functions/status-updater/update-status.ts';
import { inMemoryOrders } from '../../doubles/in-memory-orders.ts';
import { aCancelledRow, anOrderRow, aPaymentDecided, orderIdOf } from '../../doubles/order-builders.ts';

/** An updater over one order, if there is one. */
function anUpdater(...orders: readonly ReturnType<typeof anOrderRow>[]) {
  const { rows, status } = inMemoryOrders();
  for (const order of orders) rows.set(order.orderId, order);
  return { rows, update: updateStatus({ orders: status }), order: () => rows.get(orderIdOf(1)) };
}

const states = PaymentState.options;
/** What each status becomes by each decision. */
const BECOMES: Readonly<Record<OrderStatus, Readonly<Record<PaymentState, OrderStatus>>>> = {
  PLACED: { CAPTURED: 'PAID', DECLINED: 'DECLINED', IN_REVIEW: 'IN_REVIEW', VOID: 'CANCELLED', REFUNDED: 'REFUNDED' },
  IN_REVIEW: {
    CAPTURED: 'PAID',
    DECLINED: 'DECLINED',
    IN_REVIEW: 'IN_REVIEW',
    VOID: 'CANCELLED',
    REFUNDED: 'REFUNDED',
  },
  PAID: { ...always('PAID'), REFUNDED: 'REFUNDED' },
  DECLINED: always('DECLINED'),
  CANCELLED: always('CANCELLED'),
  REFUNDED: always('REFUNDED'),
};

/** As they may be when the first decision comes. */
const ROWS = {
  'placed, not published': anOrderRow(),
  'placed, published': anOrderRow({ outbox: undefined }),
  'cancelled, nothing published': aCancelledRow(),
  'cancelled, the cancellation not published': aCancelledRow({
    outbox: { requeues: 0, entries: { 2: { type: 'order-cancelled' } } },
  }),
  'cancelled, all published': aCancelledRow({ outbox: undefined }),
} as const;

describe("bring a payment's decision onto its order", () => {
  it.each(OrderStatus.options)('raises a %s order only upward, whatever was decided', async (from) => {
    for (const state of states)
      for (const row of [anOrderRow({ status: from }), aCancelledRow({ status: from })]) {
        const { update, order } = anUpdater(row);

        const outcome = await update(aPaymentDecided({ state }));

        expect(order()?.status).toBe(BECOMES[from][state]);
        expect(outcome).toBe(BECOMES[from][state] === from ? 'stale' : 'updated');
      }
  });

  it.each(Object.keys(ROWS) as (keyof typeof ROWS)[])('absorbs decisions in any order: %s', async (name) => {
    for (const order of permutations(states)) {
      const { update, order: row } = anUpdater(ROWS[name]);
      let expected: OrderStatus = 'PLACED';
      for (const state of order) {
        await update(aPaymentDecided({ state }));
        expected = BECOMES[expected][state];
        const now = row();
        expect(now?.status, order.join()).toBe(expected);
        expect(isOpen(now), order.join()).toBe(mayMove(now));
      }
    }
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

  it('finds a mismatch where the outbox holds what an order without a cancellation can not have, and changes nothing', async () => {
    const odd = anOrderRow({ outbox: { requeues: 0, entries: { 2: { type: 'order-cancelled' } } } });
    const { update, order } = anUpdater(odd);

    expect(await update(aPaymentDecided())).toBe('mismatch');
    expect(order()).toEqual(odd);
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

const isOpen = (row: OrderRow | undefined) => row?.openShard !== undefined;
const mayMove = (row: OrderRow | undefined) => row !== undefined && (!isSettled(row) || row.outbox !== undefined);

function always(status: OrderStatus): Readonly<Record<PaymentState, OrderStatus>> {
  return { CAPTURED: status, DECLINED: status, IN_REVIEW: status, VOID: status, REFUNDED: status };
}

function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((first) => permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]));
}
