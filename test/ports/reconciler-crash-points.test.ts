import { beforeEach, describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { anOrderRow, orderIdOf } from '../doubles/order-builders.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { later } from '../harness/a-reconciler.ts';
import { stuckFlow } from './stuck-flow.ts';

const T = 600;
const eventId = ORDER_PLACED.eventId(orderIdOf(1));

let flow: Awaited<ReturnType<typeof stuckFlow>>;
beforeEach(async () => {
  flow = await stuckFlow();
});

const place = (differing = {}) => flow.store.insert(anOrderRow(differing));

/** Brings what is under way to its end. */
async function settle() {
  await flow.publishOrders();
  await flow.chargeAll();
  await flow.publishPayments();
  await flow.updateAll();
}

async function expectPaidOnce(offset = 0) {
  const order = await flow.order();
  expect(order).toMatchObject({ status: 'PAID', receipt: { topic: ORDER_PLACED.topic, offset } });
  expect(order).not.toHaveProperty('outbox');
  expect(flow.captures()).toBe(1);
}

describe('crash point 4: the record of a requeued order, beside that of the first time', () => {
  it('carries the same event, and the charge collapses', async () => {
    await place();
    await flow.publishOrders(notRecorded);
    await flow.reconcileAfter(T);

    await settle();

    expect(flow.published.orders()).toEqual([eventId, eventId]);
    await expectPaidOnce(1);
  });
});

describe('crash point 8: the receipt', () => {
  it('is not written: the outbox entry stays, and the event is published once more', async () => {
    await place();
    await flow.publishOrders(notRecorded);
    expect(await flow.reconcileAfter(T - 1)).toMatchObject({ ordersRequeued: 0 });

    expect(await flow.reconcileAfter(1)).toMatchObject({ ordersRequeued: 1 });
    await flow.publishOrders();

    const { receipt, outbox } = (await flow.order()) ?? {};
    expect({ offset: receipt?.offset, outbox }).toEqual({ offset: 1, outbox: undefined });
  });

  it('is written and its answer lost: the first receipt stays, whatever is published later', async () => {
    await place();
    await flow.publishOrders();
    await flow.reconcileAfter(T);

    await settle();

    expect(flow.published.orders()).toEqual([eventId, eventId]);
    await expectPaidOnce();
  });
});

describe('crash point 10: the stream has forgotten the event of an order', () => {
  it('so that the reconciler brings it back, as often as it is lost', async () => {
    await place();
    for (const requeues of [1, 2, 3]) {
      await flow.loseOrders();
      expect(await flow.reconcileAfter(2 * T)).toMatchObject({ ordersRequeued: 1 });
      expect(await flow.order()).toMatchObject({ requeues, outbox: { requeues } });
    }

    await settle();

    await expectPaidOnce();
  });
});

describe('crash point 14: a claim whose owner died, and whose record is gone', () => {
  it('is taken over by a copy of the event, once its lease is over', async () => {
    await place({
      outbox: undefined,
      receipt: { topic: ORDER_PLACED.topic, partition: 0, offset: 0, acknowledgedAt: 'x' },
    });
    await flow.loseOrders();
    const unsent = { intentId: undefined, paymentMethod: 'pm_card_visa' };
    await flow.ledger.insert(aPaymentRow({ ...unsent, owner: 'dead', leaseUntil: later(T + 1).toISOString() }));
    expect(await flow.reconcileAfter(T)).toMatchObject({ ordersRequeued: 0 });

    expect(await flow.reconcileAfter(1)).toMatchObject({ ordersRequeued: 1 });
    await settle();

    await expectPaidOnce();
  });
});

describe('crash point 15: a payment that is parked', () => {
  it('is left to the retrier; its event is not published again', async () => {
    await place({ paymentMethod: 'pm_processing' });
    await flow.publishOrders();
    await flow.chargeAll();

    expect(await flow.reconcileAfter(T)).toMatchObject({
      openOrders: 1,
      ordersRequeued: 0,
      oldestDuePaymentAgeSeconds: T - 5,
    });
  });
});

describe('crash point 23: a PaymentDedup table that was restored', () => {
  it('has no decided order requeued: its row is gone, and a copy of its event could charge it again', async () => {
    await place({ paymentMethod: 'pm_wrong_amount' });
    await settle();
    await flow.losePaymentRow();

    expect(await flow.reconcileAfter(T)).toMatchObject({ ordersRequeued: 0, paymentRowsMissing: 1 });
  });
});

describe('crash point 20: the payment is decided, and its event is lost', () => {
  it('so that the reconciler shows the payment again at once, and not the order', async () => {
    await place();
    await flow.publishOrders();
    await flow.chargeAll();
    await flow.losePayments();

    expect(await flow.reconcileAfter(0)).toMatchObject({ ordersRequeued: 0, paymentsRequeued: 1 });
    await flow.publishPayments();
    await flow.updateAll();

    expect(flow.published.payments()).toEqual([`${eventId}:captured`]);
    await expectPaidOnce();
    expect(await flow.reconcileAfter(T)).toMatchObject({ openOrders: 0 });
  });

  it('also where the order is in review, and the event of what an operator decided is lost', async () => {
    await place({ paymentMethod: 'pm_wrong_amount' });
    await settle();
    expect(await flow.reconcileAfter(T)).toMatchObject({ openOrders: 1, paymentsInReview: 1, paymentsRequeued: 0 });
    await flow.decide('CAPTURED');
    await flow.losePayments();

    expect(await flow.reconcileAfter(0)).toMatchObject({ paymentsInReview: 0, paymentsRequeued: 1 });
    await flow.publishPayments();
    await flow.updateAll();

    expect(await flow.order()).toMatchObject({ status: 'PAID', payment: { state: 'CAPTURED' } });
  });
});

describe('crash point 21: copies of old decisions', () => {
  it('change nothing of a final order, and charge nobody', async () => {
    await place();
    await settle();
    const paid = await flow.order();
    const payment = await flow.ledger.find(eventId);
    if (payment === undefined) throw new Error('the payment is there');

    await flow.requeues.payment(payment, later(0));
    await flow.publishPayments();
    await flow.updateAll();
    await flow.chargeAll();

    expect(flow.published.payments()).toEqual([`${eventId}:captured`, `${eventId}:captured`]);
    expect(await flow.order()).toEqual(paid);
    expect(await flow.ledger.find(eventId)).toEqual({
      ...payment,
      requeues: 1,
      lastRequeuedAt: later(0).toISOString(),
    });
    expect(flow.captures()).toBe(1);
  });
});

/** The broker has the event; its receipt gets lost. */
async function notRecorded() {
  throw new Error('not recorded');
}
