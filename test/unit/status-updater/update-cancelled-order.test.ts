import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../../functions/contracts/order-row.ts';
import type { PaymentState } from '../../../functions/contracts/payment-decided.ts';
import {
  type OrderStatusStore,
  type StatusChange,
  updateStatus,
} from '../../../functions/status-updater/update-status.ts';
import { inMemoryOrders } from '../../doubles/in-memory-orders.ts';
import { aCancelledRow, anOrderRow, aPaymentDecided, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';

/** An updater over one order; `meanwhile` comes before each write. */
function anUpdater(row: OrderRow, meanwhile: (change: StatusChange) => OrderRow | undefined = () => undefined) {
  const { rows, status } = inMemoryOrders();
  rows.set(row.orderId, row);
  const changes: StatusChange[] = [];
  const raise: OrderStatusStore['raise'] = (payment, change) => {
    changes.push(change);
    const written = meanwhile(change);
    if (written !== undefined) rows.set(row.orderId, written);
    return status.raise(payment, change);
  };
  return { changes, update: updateStatus({ orders: { raise } }), order: () => rows.get(row.orderId) };
}

/** Out of the index of open orders. */
const left = { openShard: undefined, openSince: undefined };
const declined = aPaymentDecided({ state: 'DECLINED' });

describe("bring a payment's decision onto an order that may be cancelled", () => {
  it.each<[PaymentState, OrderRow, Partial<OrderRow>]>([
    ['CAPTURED', anOrderRow(), { outbox: undefined, ...left }],
    ['IN_REVIEW', anOrderRow(), { outbox: undefined }],
    ['DECLINED', anOrderRow(), { outbox: undefined, ...left }],
    // The Orders table was restored: its cancellation is gone.
    ['VOID', anOrderRow(), { outbox: undefined, ...left }],
    ['REFUNDED', anOrderRow(), { outbox: undefined, ...left }],
    ['CAPTURED', aCancelledRow(), {}],
    ['IN_REVIEW', aCancelledRow(), {}],
    ['DECLINED', aCancelledRow(), {}],
    ['DECLINED', aCancelledRow({ outbox: undefined }), left],
    ['CAPTURED', aCancelledRow({ outbox: undefined }), {}],
    // Its receipts are still to come, and the last one takes it out of the index.
    ['VOID', aCancelledRow(), {}],
    ['REFUNDED', aCancelledRow(), {}],
    ['REFUNDED', aCancelledRow({ outbox: undefined }), left],
    ['VOID', aCancelledRow({ outbox: undefined }), left],
  ])(
    '%s removes of the outbox only what is proved to be published, and leaves the index where nothing more is expected',
    async (...[state, row, change]) => {
      const { update, order } = anUpdater(row);

      await update(aPaymentDecided({ state }));

      const { outbox, openShard, openSince } = { ...row, ...change };
      expect(order()).toMatchObject({ outbox, openShard, openSince });
    },
  );

  it('keeps the mark of a cancellation that can not be published', async () => {
    const publishFailure = { reason: 'too large', failedAt: PLACED_AT };
    const { update, order } = anUpdater(aCancelledRow({ publishFailure }));

    await update(aPaymentDecided());
    expect(order()).toMatchObject({ publishFailure });
  });

  it.each([
    ['writes once where the order is not cancelled', anOrderRow(), 1],
    ['looks again where it is', aCancelledRow(), 2],
  ])('%s', async (_what, row, writes) => {
    const { changes, update } = anUpdater(row);

    await update(aPaymentDecided());

    expect(changes).toHaveLength(writes);
  });

  it('goes on where the outbox of a cancelled order is closed in between', async () => {
    const closed = aCancelledRow({ outbox: undefined });
    const { update, order } = anUpdater(aCancelledRow(), ({ when }) =>
      when === 'cancelled, outbox there' ? closed : undefined,
    );

    expect(await update(declined)).toBe('updated');
    expect(order()).toMatchObject({ status: 'DECLINED', ...left });
  });

  it('comes again where the order changes each time, instead of trying for ever', async () => {
    const { changes, update } = anUpdater(aCancelledRow(), ({ when }) =>
      aCancelledRow(when === 'cancelled, outbox there' ? { outbox: undefined } : {}),
    );

    await expect(update(declined)).rejects.toThrow(orderIdOf(1));
    expect(changes).toHaveLength(4);
  });
});
