import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { inMemoryOrders } from '../doubles/in-memory-orders.ts';
import { aCancelledRow, anOrderRow, orderIdOf, PLACED_AT, TRACEPARENT } from '../doubles/order-builders.ts';
import { createOrdersTable, testDynamoDb, testLeanDynamo } from '../harness/test-tables.ts';

const subjects = {
  'in memory': async () => inMemoryOrders().store,
  'in DynamoDB': async () => {
    const dynamo = testDynamoDb();
    return dynamoOrderStore({ dynamo, table: await createOrdersTable(dynamo) });
  },
  'in DynamoDB, by the lean client': async () =>
    dynamoOrderStore({ dynamo: testLeanDynamo(), table: await createOrdersTable(testDynamoDb()) }),
};

describe('a read of an order', () => {
  it('is consistent: whoever was answered 202 finds the order', async () => {
    const dynamo = testDynamoDb();
    const reads: object[] = [];
    dynamo.middlewareStack.add(
      (next) => (args) => {
        reads.push(args.input);
        return next(args);
      },
      { step: 'initialize' },
    );

    await dynamoOrderStore({ dynamo, table: await createOrdersTable(testDynamoDb()) }).find(orderIdOf(1));

    expect(reads).toMatchObject([{ ConsistentRead: true }]);
  });
});

describe.each(Object.entries(subjects))('the order store, %s', (_name, make) => {
  it('gives a saved order back as it was', async () => {
    const store = await make();

    expect(await store.insert(anOrderRow())).toBeUndefined();

    expect(await store.find(orderIdOf(1))).toEqual(anOrderRow());
  });

  it('keeps the order that is there and answers it', async () => {
    const store = await make();
    await store.insert(anOrderRow());

    expect(await store.insert(anOrderRow({ requestHash: 'h2', version: 9 }))).toEqual(anOrderRow());

    expect(await store.find(orderIdOf(1))).toEqual(anOrderRow());
  });

  it('lets exactly one of many simultaneous orders be the first', async () => {
    const store = await make();
    const rows = Array.from({ length: 10 }, (_, number) => anOrderRow({ requestHash: `h${number}` }));

    const answers = await Promise.all(rows.map((row) => store.insert(row)));

    expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
  });

  it('finds nothing under an id that was never placed', async () => {
    const store = await make();
    await store.insert(anOrderRow());

    expect(await store.find(orderIdOf(2))).toBeUndefined();
  });

  const cancellation = { sequence: 2, requestedAt: '2026-01-01T12:00:02.000Z', traceparent: TRACEPARENT };
  const outboxOf = (...types: readonly ('order-placed' | 'order-cancelled')[]) => ({
    requeues: 0,
    entries: Object.fromEntries(types.map((type) => [type === 'order-placed' ? 1 : 2, { type }])),
  });

  it('adds a cancellation and its event to an order whose first event is still to be published', async () => {
    const store = await make();
    await store.insert(anOrderRow());

    const cancelled = await store.cancel(anOrderRow(), cancellation);

    const { openShard } = { openShard: '', ...(await store.find(orderIdOf(1))) };
    expect(cancelled).toEqual(aCancelledRow({ cancellation, openShard }));
    expect(await store.find(orderIdOf(1))).toEqual(cancelled);
    expect(openShard).toMatch(/^[0-7]$/);
  });

  it('puts a paid order into the index of open orders again, and keeps its receipt', async () => {
    const store = await make();
    const receipt = { topic: 't', partition: 0, offset: 7, acknowledgedAt: PLACED_AT };
    const { outbox, openShard, openSince, ...closed } = anOrderRow({ status: 'PAID', receipt, version: 3 });
    await store.insert(closed);

    await store.cancel(closed, cancellation);

    expect(await store.find(orderIdOf(1))).toMatchObject({
      status: 'PAID',
      receipt,
      receipts: {},
      version: 4,
      outbox: outboxOf('order-cancelled'),
      openShard: expect.any(String),
      openSince: cancellation.requestedAt,
    });
  });

  it.each<[string, Partial<OrderRow>]>([
    ['was paid', { status: 'PAID' }],
    ['was published', { outbox: undefined }],
    ['was requeued', { outbox: { ...outboxOf('order-placed'), requeues: 1 }, requeues: 1 }],
    ['has another event', { sequence: 2, outbox: { requeues: 0, entries: { 2: { type: 'order-cancelled' } } } }],
    ['was cancelled', { cancellation: { ...cancellation, traceparent: 'another' } }],
  ])('adds none to an order that %s since it was seen', async (_situation, differing) => {
    const store = await make();
    await store.insert(anOrderRow(differing));

    expect(await store.cancel(anOrderRow(), cancellation)).toBe('changed');

    expect(await store.find(orderIdOf(1))).toEqual(anOrderRow(differing));
  });

  it('makes no row where there is no order', async () => {
    const store = await make();

    expect(await store.cancel(anOrderRow({ outbox: undefined }), cancellation)).toBe('changed');

    expect(await store.find(orderIdOf(1))).toBeUndefined();
  });

  it('lets exactly one of many simultaneous cancellations be the first', async () => {
    const store = await make();
    await store.insert(anOrderRow());

    const answers = await Promise.all(Array.from({ length: 10 }, () => store.cancel(anOrderRow(), cancellation)));

    expect(answers.filter((answer) => answer !== 'changed')).toHaveLength(1);
  });
});

describe('an order of before orders could be cancelled, in DynamoDB', () => {
  it('can be cancelled while its event is still to be published', async () => {
    const dynamo = testDynamoDb();
    const table = await createOrdersTable(dynamo);
    const outbox = { eventId: `${orderIdOf(1)}.order-placed.1`, requeues: 3 };
    await dynamo.send(new PutItemCommand({ TableName: table, Item: marshall({ ...anOrderRow(), outbox }) }));
    const store = dynamoOrderStore({ dynamo, table });

    const { seen = anOrderRow() } = { seen: await store.find(orderIdOf(1)) };
    await store.cancel(seen, { sequence: 2, requestedAt: PLACED_AT, traceparent: TRACEPARENT });

    expect(await store.find(orderIdOf(1))).toMatchObject({
      outbox: { requeues: 3, entries: { 1: { type: 'order-placed' }, 2: { type: 'order-cancelled' } } },
    });
  });
});
