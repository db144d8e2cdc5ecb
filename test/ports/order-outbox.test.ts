import { beforeEach, describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { dynamoOrderOutbox } from '../../functions/outbox-publisher/dynamo-outbox.ts';
import { inMemoryOrders } from '../doubles/in-memory-orders.ts';
import { anOrderRow, orderIdOf, PLACED_AT } from '../doubles/order-builders.ts';
import { anEventEntry } from '../doubles/record-builders.ts';
import { createOrdersTable, testDynamoDb } from '../harness/test-tables.ts';

const now = () => new Date(PLACED_AT);

const subjects = {
  'in memory': async () => inMemoryOrders({ now }),
  'in DynamoDB': async () => {
    const dynamo = testDynamoDb();
    const rows = { dynamo, table: await createOrdersTable(dynamo), now };
    return { store: dynamoOrderStore(rows), outbox: dynamoOrderOutbox(rows) };
  },
};

const aReceipt = (offset: number) => ({
  topic: ORDER_PLACED.topic,
  partition: 2,
  offset,
  acknowledgedAt: '2026-01-01T12:00:00.500Z',
});
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
    const outbox = { eventId: published.event.id, requeues: 1 };
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
    const other = anOrderRow({ outbox: { eventId: 'another', requeues: 0 } });
    await subject.store.insert(other);

    await subject.outbox.close(published, aReceipt(7));

    expect(await order()).toEqual(other);
  });

  it('makes no row where there is no order', async () => {
    await subject.outbox.close(published, aReceipt(7));
    await subject.outbox.refuse(poison);

    expect(await order()).toBeUndefined();
  });

  it('marks a row whose event can never be published, with the reason, and removes its outbox entry', async () => {
    await subject.store.insert(anOrderRow());

    await subject.outbox.refuse(poison);

    expect(await order()).toEqual(anOrderRow({ outbox: undefined, publishFailure: failure }));
  });

  it('marks nothing where there is no outbox entry already', async () => {
    const closed = anOrderRow({ outbox: undefined, receipt: aReceipt(7) });
    await subject.store.insert(closed);

    await subject.outbox.refuse(poison);

    expect(await order()).toEqual(closed);
  });
});
