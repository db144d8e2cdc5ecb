import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../../functions/contracts/order-row.ts';
import { cancelOrder } from '../../../functions/order-api/cancel-order.ts';
import { findOrder } from '../../../functions/order-api/get-order.ts';
import { inMemoryOrders } from '../../doubles/in-memory-orders.ts';
import { anOrderRow, orderIdOf, PLACED_AT, TRACEPARENT } from '../../doubles/order-builders.ts';

const command = { tenant: 'local', orderId: orderIdOf(1), traceparent: TRACEPARENT };

/** An order that somebody else writes right before each attempt to cancel it. */
function aChangingOrder(change: (row: OrderRow) => OrderRow, times = 1) {
  const { rows, store } = inMemoryOrders();
  rows.set(command.orderId, anOrderRow());
  let attempts = 0;
  const orders = {
    cancel: async (...cancellation: Parameters<typeof store.cancel>) => {
      const row = rows.get(command.orderId);
      if (row !== undefined && ++attempts <= times) rows.set(command.orderId, change(row));
      return store.cancel(...cancellation);
    },
  };
  const cancel = cancelOrder({ orders, find: findOrder({ orders: store }), now: () => new Date(PLACED_AT) });
  return { cancel, row: () => rows.get(command.orderId), attempts: () => attempts };
}

const paid = (row: OrderRow): OrderRow => ({ ...row, status: 'PAID', outbox: undefined });
const requeued = (row: OrderRow): OrderRow => ({
  ...row,
  outbox: { entries: {}, ...row.outbox, requeues: (row.outbox?.requeues ?? 0) + 1 },
});

describe('cancel an order', () => {
  it('is decided by the order as it is when it is written: one that was paid meanwhile', async () => {
    const { cancel, row } = aChangingOrder(paid);

    expect(await cancel(command)).toMatchObject({ kind: 'requested', order: { status: 'PAID' } });
    expect(row()?.outbox?.entries).toEqual({ 2: { type: 'order-cancelled' } });
  });

  it('cancels nothing where the order was declined meanwhile', async () => {
    const { cancel, row } = aChangingOrder((seen) => ({ ...seen, status: 'DECLINED' }));

    expect(await cancel(command)).toMatchObject({ kind: 'nothing-to-cancel' });
    expect(row()).not.toHaveProperty('cancellation');
  });

  it('is a replay where another request came first', async () => {
    const cancellation = { sequence: 2, requestedAt: PLACED_AT, traceparent: 'another' };
    const { cancel } = aChangingOrder((seen) => ({ ...seen, cancellation }));

    expect(await cancel(command)).toMatchObject({ kind: 'replayed', order: { cancellation } });
  });

  it('gives up on an order that changes for ever, and says so', async () => {
    const { cancel, attempts } = aChangingOrder(requeued, 100);

    await expect(cancel(command)).rejects.toThrow(`order ${command.orderId} changed 5 times`);
    expect(attempts()).toBe(5);
  });
});
