import { beforeEach, describe, expect, it } from 'vitest';
import { ORDER_CANCELLED } from '../../functions/contracts/order-cancelled.ts';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { requeueByHand } from '../../operations/requeue-again.ts';
import { anOrderRow, orderIdOf, TRACEPARENT } from '../doubles/order-builders.ts';
import { stuckFlow } from './stuck-flow.ts';

const T = 600;
const orderId = orderIdOf(1);
const eventId = ORDER_PLACED.eventId(orderId);
const cancelled = ORDER_CANCELLED.eventId(orderId, 2);

let flow: Awaited<ReturnType<typeof stuckFlow>>;
beforeEach(async () => {
  flow = await stuckFlow();
});

const place = (differing = {}) => flow.store.insert(anOrderRow(differing));
const cancel = () => flow.cancel({ tenant: 'local', orderId, traceparent: TRACEPARENT });

/** Brings what is under way to its end. */
async function settle() {
  await flow.publishOrders();
  await flow.chargeAll();
  await flow.publishPayments();
  await flow.updateAll();
}

describe('an event that could not be published, once its row is repaired', () => {
  it('is published by a requeue, and all that came after it', async () => {
    await place();
    await flow.loseOrders();
    await flow.refuse();
    await cancel();
    await flow.publishOrders();
    expect(flow.published.orders()).toEqual([]);
    const order = await flow.order();
    if (order === undefined) throw new Error('the order is there');

    expect(await requeueByHand(flow)({ order, payment: undefined })).toEqual({ what: 'order' });
    await flow.publishOrders();

    expect(new Set(flow.published.orders())).toEqual(new Set([eventId, cancelled]));
    expect(await flow.order()).toMatchObject({ receipt: { offset: 0 }, receipts: { 2: { offset: 0 } } });
    expect(await flow.order()).not.toHaveProperty('publishFailure');
  });
});

describe('the stream has forgotten a cancellation', () => {
  it('so that the reconciler brings it back, with the event before it, and the payment is refunded', async () => {
    await place();
    await settle();
    await flow.reconcileAfter(T);
    await cancel();
    await flow.loseOrders();
    expect(await flow.reconcileAfter(T - 1)).toMatchObject({ openOrders: 1, ordersRequeued: 0 });

    expect(await flow.reconcileAfter(1)).toMatchObject({ ordersRequeued: 1 });
    await settle();
    await flow.cancelAll();

    expect(flow.published.orders()).toEqual([eventId, eventId, cancelled]);
    expect(await flow.ledger.find(eventId)).toMatchObject({ state: 'REFUND_DUE' });
    expect(await flow.order()).toMatchObject({ status: 'PAID', receipts: { 2: { offset: 0 } } });
    expect(await flow.reconcileAfter(T)).toMatchObject({ openOrders: 1, ordersRequeued: 0 });
    await flow.decide('REFUNDED');
    await settle();
    expect(await flow.order()).toMatchObject({ status: 'REFUNDED', payment: { state: 'REFUNDED' } });
    expect(await flow.reconcileAfter(99 * T)).toMatchObject({ openOrders: 0 });
  });

  it('so also before anything was charged: the payment is void, and the event of the order charges nobody', async () => {
    await place();
    await cancel();
    await flow.loseOrders();

    expect(await flow.reconcileAfter(T)).toMatchObject({ ordersRequeued: 1 });
    await flow.publishOrders();
    await flow.cancelAll();
    await settle();

    expect(new Set(flow.published.orders())).toEqual(new Set([eventId, cancelled]));
    expect(await flow.order()).toMatchObject({ status: 'CANCELLED', payment: { state: 'VOID' } });
    expect(flow.captures()).toBe(0);
    expect(await flow.reconcileAfter(99 * T)).toMatchObject({ openOrders: 0 });
  });

  it('so also where the order was declined, which stays in the index until all is published', async () => {
    await place({ paymentMethod: 'pm_card_chargeDeclined' });
    await flow.publishOrders();
    await flow.chargeAll();
    await cancel();
    await flow.loseOrders();
    await flow.publishPayments();
    await flow.updateAll();
    expect(await flow.order()).toMatchObject({ status: 'DECLINED', outbox: { entries: {} } });

    expect(await flow.reconcileAfter(T)).toMatchObject({ openOrders: 1, ordersRequeued: 1 });
    await flow.publishOrders();

    expect(await flow.order()).toMatchObject({ status: 'DECLINED', receipts: { 2: { offset: 0 } } });
    expect(await flow.reconcileAfter(99 * T)).toMatchObject({ openOrders: 0 });
  });
});
