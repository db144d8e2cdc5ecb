import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { ORDER_CANCELLED } from '../../functions/contracts/order-cancelled.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { dynamoOrderOutbox } from '../../functions/outbox-publisher/dynamo-order-outbox.ts';
import { aCancelledRow, anOrderRow, orderIdOf, PLACED_AT } from '../doubles/order-builders.ts';
import { aCancellationEntry, anEventEntry } from '../doubles/record-builders.ts';
import { faultyDynamoDb, loseFirstResponses } from '../harness/faulty-dynamodb.ts';
import { createOrdersTable, testDynamoDb } from '../harness/test-tables.ts';

const RECEIPT = { topic: ORDER_CANCELLED.topic, partition: 2, offset: 8, acknowledgedAt: PLACED_AT };
const DECIDED = aCancelledRow({
  status: 'CANCELLED',
  outbox: { requeues: 0, entries: { 2: { type: 'order-cancelled' } } },
});

/** An order that is decided while its last event waits for its receipt, and a client of its own for whoever brings that. */
async function aDecidedOrder(own: (dynamo: DynamoDB) => DynamoDB) {
  const dynamo = testDynamoDb();
  const table = await createOrdersTable(dynamo);
  const store = dynamoOrderStore({ dynamo, table });
  await store.insert(DECIDED);
  const outbox = dynamoOrderOutbox({ dynamo: own(testDynamoDb()), table, now: () => new Date(PLACED_AT) });
  return { close: () => outbox.close(aCancellationEntry(1), RECEIPT), order: () => store.find(orderIdOf(1)) };
}

describe('the receipt of the first event of an order that was cancelled and decided meanwhile', () => {
  it.each([1, 8])('takes the order out of the index, also with the receipts of others (%i together)', async (count) => {
    const dynamo = testDynamoDb();
    const table = await createOrdersTable(dynamo);
    const store = dynamoOrderStore({ dynamo, table });
    const outbox = dynamoOrderOutbox({ dynamo, table, now: () => new Date(PLACED_AT) });
    const others = Array.from({ length: count - 1 }, (_, number) => number + 2);
    for (const number of others) await store.insert(anOrderRow({ orderId: orderIdOf(number) }));
    await store.insert({ ...DECIDED, outbox: { requeues: 0, entries: { 1: { type: 'order-placed' } } } });

    await Promise.all([1, ...others].map((number) => outbox.close(anEventEntry(number), RECEIPT)));

    const order = await store.find(orderIdOf(1));
    expect(order).toMatchObject({ receipt: RECEIPT });
    expect(order).not.toHaveProperty('outbox');
    expect(order).not.toHaveProperty('openShard');
  });
});

describe('the receipt of the last event of an order that is decided already', () => {
  it('takes the order out of the index also where the answer of that write is lost', async () => {
    const { close, order } = await aDecidedOrder(loseFirstResponses);

    await close();

    expect(await order()).not.toHaveProperty('openShard');
    expect(await order()).toMatchObject({ receipts: { 2: RECEIPT } });
  });

  it('is missing still where that write is lost, so that who comes again takes the order out of the index', async () => {
    const { close, order } = await aDecidedOrder((dynamo) => faultyDynamoDb(dynamo, ['none', 'lost before']));

    await close().catch(() => undefined);
    await close();

    expect(await order()).not.toHaveProperty('openShard');
  });
});
