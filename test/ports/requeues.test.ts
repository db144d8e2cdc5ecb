import { beforeEach, describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { dynamoOrderOutbox, dynamoPaymentOutbox } from '../../functions/outbox-publisher/dynamo-outbox.ts';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import { dynamoRequeues } from '../../functions/reconciler/dynamo-requeues.ts';
import { dynamoOrderStatusStore } from '../../functions/status-updater/dynamo-order-status-store.ts';
import { inMemoryOrders } from '../doubles/in-memory-orders.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import { inMemoryRequeues } from '../doubles/in-memory-requeues.ts';
import { anOrderRow, aPaymentDecided, orderIdOf, PLACED_AT } from '../doubles/order-builders.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { anEventEntry } from '../doubles/record-builders.ts';
import { createOrdersTable, createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';

const AT = new Date('2026-01-01T12:10:00.000Z');
const now = () => new Date(PLACED_AT);

const subjects = {
  'in memory': async () => {
    const [orders, payments] = [inMemoryOrders({ now }), inMemoryPayments({ now })];
    return { orders, payments, requeues: inMemoryRequeues({ orders: orders.rows, payments: payments.rows }) };
  },
  'in DynamoDB': async () => {
    const dynamo = testDynamoDb();
    const tables = { orders: await createOrdersTable(dynamo), payments: await createPaymentsTable(dynamo) };
    const [orders, payments] = [tables.orders, tables.payments].map((table) => ({ dynamo, table: table, now }));
    if (!orders || !payments) throw new Error('there are two tables');
    return {
      orders: {
        store: dynamoOrderStore(orders),
        outbox: dynamoOrderOutbox(orders),
        status: dynamoOrderStatusStore(orders),
      },
      payments: { ledger: dynamoPaymentLedger(payments), outbox: dynamoPaymentOutbox(payments) },
      requeues: dynamoRequeues({ dynamo, ...tables }),
    };
  },
};

const eventId = ORDER_PLACED.eventId(orderIdOf(1));
const receipt = { topic: 't', partition: 0, offset: 7, acknowledgedAt: PLACED_AT };
const failure = { reason: 'too large', failedAt: PLACED_AT };
const toPaid = { to: 'PAID', from: ['PLACED', 'IN_REVIEW'], isFinal: true } as const;
const again = { outbox: { eventId, requeues: 1 }, requeues: 1, lastRequeuedAt: AT.toISOString() };

describe.each(Object.entries(subjects))('requeue an event, %s', (_name, make) => {
  let subject: Awaited<ReturnType<typeof make>>;
  const order = () => subject.orders.store.find(orderIdOf(1));
  /** An insertion under another owner changes nothing and answers the row. */
  const payment = () => subject.payments.ledger.insert({ ...aPaymentRow(), owner: 'onlooker' });
  beforeEach(async () => {
    subject = await make();
  });

  it.each([
    ['that is still full', anOrderRow()],
    ['that is empty', anOrderRow({ outbox: undefined, receipt })],
    ['of an order whose event failed, whose mark stays', anOrderRow({ outbox: undefined, publishFailure: failure })],
    ['of a paid order, which stays closed', paidOrder()],
  ])("makes an order's outbox entry anew %s, and changes nothing else", async (_situation, row) => {
    await subject.orders.store.insert(row);

    expect(await subject.requeues.order(row, AT)).toBe(true);
    expect(await order()).toEqual({ ...row, ...again });
  });

  it('changes the row each time', async () => {
    await subject.orders.store.insert(anOrderRow());
    await subject.requeues.order(anOrderRow(), AT);
    const first = await order();
    if (first === undefined) throw new Error('the order is there');

    await subject.requeues.order(first, AT);

    expect(await order()).toMatchObject({ requeues: 2, outbox: { eventId, requeues: 2 } });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['was published', () => subject.orders.outbox.close(anEventEntry(), receipt)],
    ['was paid', () => subject.orders.status.raise(aPaymentDecided(), toPaid)],
    ['was requeued', () => subject.requeues.order(anOrderRow(), AT)],
    ['was refused', () => subject.orders.outbox.refuse({ kind: 'poison', rowKey: orderIdOf(1), reason: 'too large' })],
  ])('leaves an order alone that %s in the meantime', async (_event, meanwhile) => {
    await subject.orders.store.insert(anOrderRow());
    await meanwhile();
    const before = await order();

    expect(await subject.requeues.order(anOrderRow(), AT)).toBe(false);
    expect(await order()).toEqual(before);
  });

  it('leaves an order alone that was published when it was seen, and is paid now', async () => {
    const published = anOrderRow({ outbox: undefined, receipt });
    await subject.orders.store.insert(published);
    await subject.orders.status.raise(aPaymentDecided(), toPaid);
    const before = await order();

    expect(await subject.requeues.order(published, AT)).toBe(false);
    expect(await order()).toEqual(before);
  });

  it('leaves an outbox entry alone that was made in the meantime', async () => {
    const closed = anOrderRow({ outbox: undefined });
    await subject.orders.store.insert({ ...closed, outbox: { eventId: 'another', requeues: 0 } });

    expect(await subject.requeues.order(closed, AT)).toBe(false);
  });

  it('is closed by the next receipt, as after the first time', async () => {
    const row = paidOrder();
    await subject.orders.store.insert(row);
    await subject.requeues.order(row, AT);

    await subject.orders.outbox.close(anEventEntry(), { ...receipt, offset: 8 });

    expect(await order()).toEqual({ ...row, requeues: 1, lastRequeuedAt: AT.toISOString(), version: row.version + 1 });
  });

  it('changes a decided payment, and takes the mark of its failure away', async () => {
    const row = aPaymentRow({ state: 'CAPTURED', decidedAt: PLACED_AT });
    await subject.payments.ledger.insert(row);
    await subject.payments.outbox.refuse({ kind: 'poison', rowKey: row.eventId, reason: 'too large' });

    expect(await subject.requeues.payment(row, AT)).toBe(true);
    expect(await payment()).toEqual({ ...row, requeues: 1, lastRequeuedAt: AT.toISOString() });
  });

  it('leaves a payment alone that has changed in the meantime', async () => {
    const row = aPaymentRow({ state: 'CAPTURED', decidedAt: PLACED_AT });
    await subject.payments.ledger.insert(row);

    expect(await subject.requeues.payment({ ...row, state: 'IN_REVIEW' }, AT)).toBe(false);
    expect(await subject.requeues.payment({ ...row, requeues: 3 }, AT)).toBe(false);
    expect(await payment()).toEqual(row);
  });

  it('makes no row where there is none', async () => {
    expect(await subject.requeues.order(anOrderRow(), AT)).toBe(false);
    expect(await subject.requeues.payment(aPaymentRow(), AT)).toBe(false);
    expect(await order()).toBeUndefined();
    expect(await payment()).toBeUndefined();
  });
});

function paidOrder() {
  const closed = { outbox: undefined, openShard: undefined, openSince: undefined, receipt };
  return anOrderRow({ ...closed, status: 'PAID', version: 3 });
}
