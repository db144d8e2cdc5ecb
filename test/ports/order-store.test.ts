import { describe, expect, it } from 'vitest';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { inMemoryOrders } from '../doubles/in-memory-orders.ts';
import { anOrderRow, orderIdOf } from '../doubles/order-builders.ts';
import { createOrdersTable, testDynamoDb } from '../harness/test-tables.ts';

const subjects = {
  'in memory': async () => inMemoryOrders().store,
  'in DynamoDB': async () => {
    const dynamo = testDynamoDb();
    return dynamoOrderStore({ dynamo, table: await createOrdersTable(dynamo) });
  },
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
});
