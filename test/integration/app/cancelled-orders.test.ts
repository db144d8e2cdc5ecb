import { describe, expect, inject, it } from 'vitest';
import type { OrderStatus } from '../../../functions/contracts/order-row.ts';
import { recordsOf } from '../../harness/app-kafka.ts';
import { ordersTable, paymentsTable } from '../../harness/app-tables.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { runOps } from '../../harness/run-ops.ts';
import { waitFor } from '../../harness/wait-for.ts';

const app = inject('app');
const orders = ordersClient(app);
/** A refund is the payment-retrier's, which runs every minute. */
const SOON = 150_000;

/** With the receipts of its events: a refund may be faster than the receipt of the event that asked for it. */
async function finalOrder(orderId: string, ...expected: readonly OrderStatus[]) {
  const isFinal = async () => {
    const { body } = await orders.get(orderId);
    const hasReceipts = body.event.receipt !== null && body.cancellation?.event.receipt !== null;
    return expected.includes(body.status) && hasReceipts ? body : undefined;
  };
  return waitFor(isFinal, { within: SOON, what: `${orderId} to be ${expected.join(' or ')}` });
}

async function moneyOf(orderId: string) {
  const captures = await orders.captures(orderId);
  const refunds = await Promise.all(captures.map(orders.refunds));
  return { captured: captures.map(({ amount }) => amount), refunded: refunds.flat().map(({ amount }) => amount) };
}

describe('an order that is cancelled', { timeout: 300_000, concurrent: true }, () => {
  it('is refunded once, as a whole, after it was paid', async () => {
    const orderId = await orders.place();
    await orders.waitForStatus(orderId, 'PAID');

    const { status, body } = await orders.cancel(orderId);

    expect({ status, order: body.status }).toEqual({ status: 202, order: 'PAID' });
    const order = await finalOrder(orderId, 'REFUNDED');
    expect(order).toMatchObject({
      payment: { state: 'REFUNDED' },
      event: { receipt: { topic: 'orders.order-placed.v1' } },
      cancellation: { event: { receipt: { topic: 'orders.order-cancelled.v1' } } },
    });
    expect(await moneyOf(orderId)).toEqual({ captured: [1_250], refunded: [1_250] });
    expect(await ordersTable(app).row(orderId)).not.toHaveProperty('openShard');
    expect(await paymentsTable(app).row(orderId)).not.toHaveProperty('dueAt');
  });

  it('is cancelled without a charge, or refunded, where both come at once', async () => {
    const orderId = await orders.place();
    await orders.cancel(orderId);

    const { status } = await finalOrder(orderId, 'CANCELLED', 'REFUNDED');

    expect(await moneyOf(orderId)).toEqual(
      status === 'CANCELLED' ? { captured: [], refunded: [] } : { captured: [1_250], refunded: [1_250] },
    );
  });

  it('is never charged where the charge was still waiting', async () => {
    const orderId = await orders.place('pm_timeout_before_charge');
    await waitFor(async () => (await paymentsTable(app).row(orderId))?.['dueAt'], { within: 30_000, what: 'parked' });

    await orders.cancel(orderId);

    expect(await finalOrder(orderId, 'CANCELLED', 'REFUNDED')).toMatchObject({ status: 'CANCELLED' });
    expect(await moneyOf(orderId)).toEqual({ captured: [], refunded: [] });
  });

  it('stays declined, and no event tells of it, where it was declined before', async () => {
    const orderId = await orders.place('pm_card_chargeDeclined');
    await orders.waitForStatus(orderId, 'DECLINED');

    expect(await orders.cancel(orderId)).toMatchObject({
      status: 202,
      body: { status: 'DECLINED', cancellation: null },
    });

    const events = await recordsOf(app, 'orders.order-cancelled.v1');
    expect(events.filter(({ key }) => key === orderId)).toEqual([]);
  });

  it('publishes one event behind the first, whatever the client repeats', async () => {
    const orderId = await orders.place();
    await orders.cancel(orderId);
    const again = await orders.cancel(orderId);
    await finalOrder(orderId, 'CANCELLED', 'REFUNDED');

    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const own = async (topic: string) => (await recordsOf(app, topic)).filter(({ key }) => key === orderId);
    expect(await own('orders.order-cancelled.v1')).toMatchObject([
      { headers: { ce_id: `${orderId}.order-cancelled.2`, ce_sequence: '2' } },
    ]);
    for (const { headers } of await own('orders.order-placed.v1')) expect(headers).toHaveProperty('ce_sequence', '1');
  });

  it("is not another tenant's to cancel", async () => {
    const orderId = await orders.place();

    expect(await orders.cancel(orderId, await orders.bearer('another'))).toMatchObject({ status: 404 });

    expect((await orders.get(orderId)).body.cancellation).toBeNull();
  });

  it('is shown to an operator with both of its events', async () => {
    const orderId = await orders.place();
    await orders.cancel(orderId);
    const { status } = await finalOrder(orderId, 'CANCELLED', 'REFUNDED');

    const { data } = await runOps<Record<string, unknown>>(app, 'order', orderId);

    expect(data).toMatchObject({
      order: { orderId, status },
      record: { topic: 'orders.order-placed.v1', headers: withId(`${orderId}.order-placed.1`) },
      cancelRecord: { topic: 'orders.order-cancelled.v1', headers: withId(`${orderId}.order-cancelled.2`) },
    });
  });
});

const withId = (id: string) => expect.arrayContaining([{ name: 'ce_id', value: Buffer.from(id).toString('base64') }]);
