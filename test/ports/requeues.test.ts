import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { updateStatus } from '../../functions/status-updater/update-status.ts';
import {
  aCancelledRow,
  anOrderRow,
  aPaymentDecided,
  orderIdOf,
  PLACED_AT,
  TRACEPARENT,
} from '../doubles/order-builders.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { anEventEntry } from '../doubles/record-builders.ts';
import { requeueTables } from './requeue-tables.ts';

const AT = new Date('2026-01-01T12:10:00.000Z');
const receipt = { topic: 't', partition: 0, offset: 7, acknowledgedAt: PLACED_AT };
const cancellation = { sequence: 2, requestedAt: PLACED_AT, traceparent: TRACEPARENT };
const failure = { reason: 'too large', failedAt: PLACED_AT };
const one = { 1: { type: 'order-placed' } } as const;
const both = { ...one, 2: { type: 'order-cancelled' } } as const;
const requeued = { requeues: 1, lastRequeuedAt: AT.toISOString() };
const again = { ...requeued, outbox: { requeues: 1, entries: one } };

describe.each(Object.entries(requeueTables))('requeue an event, %s', (_name, make) => {
  let subject: Awaited<ReturnType<typeof make>>;
  const order = () => subject.orders.store.find(orderIdOf(1));
  const pay = () => updateStatus({ orders: subject.orders.status })(aPaymentDecided());
  /** An insertion under another owner changes nothing and answers the row. */
  const payment = () => subject.payments.ledger.insert({ ...aPaymentRow(), owner: 'onlooker' });
  beforeEach(async () => {
    subject = await make();
  });

  it.each([
    ['that is still full', anOrderRow()],
    ['that is empty', anOrderRow({ outbox: undefined, receipt })],
    ['of a paid order, which stays closed', paidOrder()],
  ])("fills an order's outbox anew %s, and changes nothing else", async (_situation, row) => {
    await subject.orders.store.insert(row);

    expect(await subject.requeues.order(row, AT)).toBe(true);
    expect(await order()).toEqual({ ...row, ...again });
  });

  it.each([
    ['that is still full', aCancelledRow()],
    ['that holds the second alone', aCancelledRow({ outbox: { requeues: 0, entries: { 2: both[2] } } })],
    ['that is empty', aCancelledRow({ outbox: undefined, receipt })],
  ])('fills the outbox of a cancelled order with both events %s', async (_situation, row) => {
    await subject.orders.store.insert(row);

    expect(await subject.requeues.order(row, AT)).toBe(true);
    expect(await order()).toEqual({ ...row, ...requeued, outbox: { requeues: 1, entries: both } });
  });

  it('takes the mark of a failure away, since what is marked is not published', async () => {
    const row = aCancelledRow({ publishFailure: failure });
    await subject.orders.store.insert(row);

    expect(await subject.requeues.order(row, AT)).toBe(true);
    expect(await order()).toEqual({
      ...row,
      ...requeued,
      outbox: { requeues: 1, entries: both },
      publishFailure: undefined,
    });
  });

  it('changes the row each time', async () => {
    await subject.orders.store.insert(anOrderRow());
    await subject.requeues.order(anOrderRow(), AT);
    const first = await order();
    if (first === undefined) throw new Error('the order is there');

    await subject.requeues.order(first, AT);

    expect(await order()).toMatchObject({ requeues: 2, outbox: { requeues: 2, entries: one } });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['was published', () => subject.orders.outbox.close(anEventEntry(), receipt)],
    ['was paid', () => pay()],
    ['was requeued', () => subject.requeues.order(anOrderRow(), AT)],
    ['was cancelled', () => subject.orders.store.cancel(anOrderRow(), cancellation)],
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
    await pay();
    const before = await order();

    expect(await subject.requeues.order(published, AT)).toBe(false);
    expect(await order()).toEqual(before);
  });

  it('leaves an outbox entry alone that was made in the meantime', async () => {
    await subject.orders.store.insert(anOrderRow());

    expect(await subject.requeues.order(anOrderRow({ outbox: undefined }), AT)).toBe(false);
    expect(await order()).toEqual(anOrderRow());
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

describe('a row of before orders could be cancelled', () => {
  it('is requeued in the shape of today', async () => {
    const { dynamo, tables, orders, requeues } = await requeueTables['in DynamoDB']();
    const Item = marshall({ ...anOrderRow(), outbox: { eventId: ORDER_PLACED.eventId(orderIdOf(1)), requeues: 0 } });
    await dynamo.send(new PutItemCommand({ TableName: tables.orders, Item }));
    const seen = await orders.store.find(orderIdOf(1));
    if (seen === undefined) throw new Error('the order is there');

    expect(await requeues.order(seen, AT)).toBe(true);

    const { Item: stored = {} } = await dynamo.send(
      new GetItemCommand({ TableName: tables.orders, Key: marshall({ orderId: orderIdOf(1) }) }),
    );
    expect(unmarshall(stored)).toEqual({ ...anOrderRow(), ...again });
  });
});

function paidOrder() {
  const closed = { outbox: undefined, openShard: undefined, openSince: undefined, receipt };
  return anOrderRow({ ...closed, status: 'PAID', version: 3 });
}
