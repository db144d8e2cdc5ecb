import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { orderIdOf } from '../../../functions/order-api/place-order.ts';
import { anOrderRow } from '../../doubles/order-builders.ts';
import { ordersTable, paymentsTable } from '../../harness/app-tables.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { runOps } from '../../harness/run-ops.ts';
import { waitFor } from '../../harness/wait-for.ts';

const app = inject('app');
const orders = ordersClient(app);
const ORDINARY = 60;

/** Places ordinary orders, in all partitions, and waits until each is paid. */
async function ordinaryOrdersArePaid() {
  const placed = await Promise.all(Array.from({ length: ORDINARY }, () => orders.place()));
  await Promise.all(placed.map((orderId) => orders.waitForStatus(orderId, 'PAID')));
}

const nothingIsBehind = () =>
  waitFor(
    async () => {
      const { data } = await runOps<readonly { readonly lag: number }[]>(app, 'lag');
      return data.length > 0 && data.every(({ lag }) => lag === 0);
    },
    { within: 20_000, what: 'the consumers to be at the end of their topics' },
  );

describe('an order that can not be charged now', () => {
  it.each(['pm_processing', 'pm_error_500_sticky'])(
    'lets all others of its partition be paid: %s',
    { timeout: 300_000 },
    async (paymentMethod) => {
      const waiting = await orders.place(paymentMethod);
      await waitFor(async () => (await paymentsTable(app).row(waiting))?.['dueAt'], { within: 10_000, what: 'parked' });

      await ordinaryOrdersArePaid();
      await nothingIsBehind();

      expect((await paymentsTable(app).row(waiting))?.['state']).toMatch(/CHARGING|CAPTURED/);
    },
  );

  it('lets all others be paid where no request can be built from it', { timeout: 300_000 }, async () => {
    // The API refuses such an order; this one is of before that rule, straight into the table.
    const orderId = orderIdOf('local', randomUUID());
    const row = anOrderRow({ orderId, placedAt: new Date().toISOString(), paymentMethod: 'pm_\ud800' });
    await ordersTable(app).put({ ...row, outbox: { eventId: ORDER_PLACED.eventId(orderId), requeues: 0 } });

    await ordinaryOrdersArePaid();
    await nothingIsBehind();
  });
});
