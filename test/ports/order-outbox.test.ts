import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { dynamoOrderOutbox } from '../../functions/outbox-publisher/dynamo-order-outbox.ts';
import { inMemoryOrders } from '../doubles/in-memory-orders.ts';
import { aCancelledRow, anOrderRow, orderIdOf, PLACED_AT } from '../doubles/order-builders.ts';
import { aCancellationEntry, anEventEntry } from '../doubles/record-builders.ts';
import { createOrdersTable, testDynamoDb, testLeanDynamo } from '../harness/test-tables.ts';

const now = () => new Date(PLACED_AT);

const subjects = {
  'in memory': async () => inMemoryOrders({ now }),
  'in DynamoDB': async () => {
    const dynamo = testDynamoDb();
    const rows = { dynamo, table: await createOrdersTable(dynamo), now };
    return { store: dynamoOrderStore(rows), outbox: dynamoOrderOutbox(rows) };
  },
  'in DynamoDB, by the lean client': async () => {
    const rows = { dynamo: testLeanDynamo(), table: await createOrdersTable(testDynamoDb()), now };
    return { store: dynamoOrderStore(rows), outbox: dynamoOrderOutbox(rows) };
  },
};

const aReceipt = (offset: number) => ({
  topic: ORDER_PLACED.topic,
  partition: 2,
  offset,
  acknowledgedAt: '2026-01-01T12:00:00.500Z',
});
const ENTRY = { type: 'order-cancelled' } as const;
const published = anEventEntry();
const poison = { kind: 'poison', rowKey: orderIdOf(1), reason: 'too large' } as const;
const failure = { reason: 'too large', failedAt: PLACED_AT };

describe.each(Object.entries(subjects))('the outbox of the orders, %s', (_name, make) => {
  let subject: Awaited<ReturnType<typeof make>>;
  const order = () => subject.store.find(orderIdOf(1));
  beforeEach(async () => {
    subject = await make();
  });

  it('records the receipt and removes the outbox entry', async () => {
    await subject.store.insert(anOrderRow());

    await subject.outbox.close(published, aReceipt(7));

    expect(await order()).toEqual(anOrderRow({ receipt: aReceipt(7), outbox: undefined, version: 2 }));
  });

  it('keeps the first receipt when the event was published twice', async () => {
    await subject.store.insert(anOrderRow());
    await subject.outbox.close(published, aReceipt(7));

    await subject.outbox.close(published, aReceipt(8));

    expect(await order()).toEqual(anOrderRow({ receipt: aReceipt(7), outbox: undefined, version: 2 }));
  });

  it('keeps the first receipt and removes the outbox entry when a requeued event was published again', async () => {
    const outbox = { requeues: 1, entries: { 1: { type: 'order-placed' as const } } };
    await subject.store.insert(anOrderRow({ receipt: aReceipt(7), outbox, requeues: 1 }));

    await subject.outbox.close(published, aReceipt(8));

    expect(await order()).toEqual(anOrderRow({ receipt: aReceipt(7), outbox: undefined, requeues: 1, version: 2 }));
  });

  it('takes the mark of an earlier failure away once the event is published', async () => {
    await subject.store.insert(anOrderRow({ publishFailure: failure }));

    await subject.outbox.close(published, aReceipt(7));

    expect(await order()).not.toHaveProperty('publishFailure');
  });

  it('leaves the outbox entry of another event alone', async () => {
    const other = anOrderRow({ outbox: { requeues: 0, entries: { 2: { type: 'order-cancelled' } } } });
    await subject.store.insert(other);

    await subject.outbox.close(published, aReceipt(7));

    expect(await order()).toEqual(other);
  });

  it('removes exactly the entry that was acknowledged, with its receipt, in either order', async () => {
    const [first, second] = [published, aCancellationEntry()];
    await subject.store.insert(aCancelledRow());

    await subject.outbox.close(first, aReceipt(7));
    expect(await order()).toEqual(
      aCancelledRow({ receipt: aReceipt(7), version: 3, outbox: { requeues: 0, entries: { 2: ENTRY } } }),
    );
    await subject.outbox.close(second, aReceipt(8));
    expect(await order()).toEqual(
      aCancelledRow({ receipt: aReceipt(7), receipts: { 2: aReceipt(8) }, version: 4, outbox: undefined }),
    );

    const another = aCancelledRow({ orderId: orderIdOf(2) });
    await subject.store.insert(another);
    await subject.outbox.close(aCancellationEntry(2), aReceipt(9));
    await subject.outbox.close(anEventEntry(2), aReceipt(10));
    expect(await subject.store.find(orderIdOf(2))).toEqual({
      ...another,
      outbox: undefined,
      receipt: aReceipt(10),
      receipts: { 2: aReceipt(9) },
      version: 4,
    });
  });

  it('tells which events the row still holds', async () => {
    await subject.store.insert(aCancelledRow());
    expect(await subject.outbox.pending(orderIdOf(1))).toEqual(new Set([1, 2]));

    await subject.outbox.close(published, aReceipt(7));
    expect(await subject.outbox.pending(orderIdOf(1))).toEqual(new Set([2]));

    await subject.outbox.close(aCancellationEntry(), aReceipt(8));
    expect(await subject.outbox.pending(orderIdOf(1))).toEqual(new Set());
    expect(await subject.outbox.pending(orderIdOf(2))).toEqual(new Set());
  });

  it('keeps the first receipt of a later event, too', async () => {
    await subject.store.insert(aCancelledRow({ receipts: { 2: aReceipt(3) } }));

    await subject.outbox.close(aCancellationEntry(), aReceipt(8));

    expect((await order())?.receipts).toEqual({ 2: aReceipt(3) });
  });

  it('takes an order out of the index that was decided before its last event was acknowledged', async () => {
    const outbox = { requeues: 0, entries: { 2: ENTRY } };
    await subject.store.insert(aCancelledRow({ status: 'DECLINED', outbox }));
    await subject.store.insert(aCancelledRow({ orderId: orderIdOf(2), status: 'PAID', outbox }));

    await subject.outbox.close(aCancellationEntry(1), aReceipt(8));
    await subject.outbox.close(aCancellationEntry(2), aReceipt(9));

    expect(await order()).not.toHaveProperty('openShard');
    expect(await order()).not.toHaveProperty('openSince');
    expect(await subject.store.find(orderIdOf(2))).toHaveProperty('openShard');
  });

  it('makes no row where there is no order', async () => {
    await subject.outbox.close(published, aReceipt(7));
    await subject.outbox.refuse(poison);

    expect(await order()).toBeUndefined();
  });

  it('marks a row whose event can never be published, with the reason, once, and keeps its entries', async () => {
    await subject.store.insert(aCancelledRow());

    await subject.outbox.refuse(poison);
    await subject.outbox.refuse({ ...poison, reason: 'another' });

    expect(await order()).toEqual(aCancelledRow({ publishFailure: failure }));
  });

  it('marks nothing where there is no outbox entry already', async () => {
    const closed = anOrderRow({ outbox: undefined, receipt: aReceipt(7) });
    await subject.store.insert(closed);

    await subject.outbox.refuse(poison);

    expect(await order()).toEqual(closed);
  });
});

describe('the outbox of an order of before orders could be cancelled, in DynamoDB', () => {
  it('is closed by the id of its event', async () => {
    const dynamo = testDynamoDb();
    const table = await createOrdersTable(dynamo);
    const outbox = { eventId: published.event.id, requeues: 0 };
    await dynamo.send(new PutItemCommand({ TableName: table, Item: marshall({ ...anOrderRow(), outbox }) }));

    await dynamoOrderOutbox({ dynamo, table, now }).close(published, aReceipt(7));

    expect(await dynamoOrderStore({ dynamo, table }).find(orderIdOf(1))).toEqual(
      anOrderRow({ receipt: aReceipt(7), outbox: undefined, version: 2 }),
    );
  });
});
