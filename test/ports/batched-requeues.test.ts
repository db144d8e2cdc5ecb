import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { dynamoRequeues } from '../../functions/reconciler/dynamo-requeues.ts';
import { batchedRequeues } from '../../operations/dynamo-batched-requeues.ts';
import { anOrderRow, orderIdOf } from '../doubles/order-builders.ts';
import { type DynamoFault, faultyDynamoDb, loseFirstResponses } from '../harness/faulty-dynamodb.ts';
import { recordCommands } from '../harness/recorded-commands.ts';
import { createOrdersTable, testDynamoDb } from '../harness/test-tables.ts';

const AT = new Date('2026-01-01T12:10:00.000Z');

/** So many published orders, and requeues through a client of its own. */
async function publishedOrders(count: number, own: (dynamo: DynamoDB) => DynamoDB = (same) => same) {
  const table = await createOrdersTable(testDynamoDb());
  const store = dynamoOrderStore({ dynamo: testDynamoDb(), table });
  const orders = Array.from({ length: count }, (_, number) =>
    anOrderRow({ orderId: orderIdOf(number), outbox: undefined }),
  );
  await Promise.all(orders.map((row) => store.insert(row)));
  const dynamo = own(testDynamoDb());
  const commands = recordCommands(dynamo);
  const failures: unknown[] = [];
  const tables = { dynamo, orders: table, payments: 'none' };
  const { order: requeue } = batchedRequeues({
    ...tables,
    alone: dynamoRequeues(tables),
    failed: (error) => failures.push(error),
  });
  return {
    store,
    commands,
    failures,
    requeueAll: () => Promise.all(orders.map((row) => requeue(row, AT))),
    requeued: async () =>
      (await Promise.all(orders.map(({ orderId }) => store.find(orderId)))).map((row) => row?.requeues),
  };
}

const times = <One>(count: number, one: One) => Array<One>(count).fill(one);

describe('orders that are requeued together, in DynamoDB', () => {
  it('are written by 25 a request, and few by one request each', async () => {
    const { commands, requeueAll, requeued } = await publishedOrders(57);

    expect(await requeueAll()).toEqual(times(57, true));

    expect(commands).toEqual([...times(2, 'BatchExecuteStatementCommand'), ...times(7, 'UpdateItemCommand')]);
    expect(await requeued()).toEqual(times(57, 1));
  });

  it('are left alone where one has changed, and the others are written', async () => {
    const { store, requeueAll, requeued } = await publishedOrders(20);
    const cancellation = { sequence: 2, requestedAt: AT.toISOString(), traceparent: '' };
    await store.cancel(anOrderRow({ orderId: orderIdOf(3), outbox: undefined }), cancellation);

    expect(await requeueAll()).toEqual(times(20, true).with(3, false));
    expect(await requeued()).toEqual(times(20, 1).with(3, 0));
  });

  it.each<DynamoFault>(['throttled', 'lost before'])(
    'are written by one request each where the common one is %s, which is logged once',
    async (fault) => {
      const { failures, requeueAll, requeued } = await publishedOrders(20, (dynamo) => faultyDynamoDb(dynamo, [fault]));

      expect(await requeueAll()).toEqual(times(20, true));

      expect(failures).toHaveLength(1);
      expect(await requeued()).toEqual(times(20, 1));
    },
  );

  it.each([
    ['the answer is lost', (dynamo: DynamoDB) => faultyDynamoDb(dynamo, ['lost after'])],
    ['the SDK repeats a request that took effect', loseFirstResponses],
  ])('are written once where %s', async (_, own) => {
    const { requeueAll, requeued } = await publishedOrders(20, own);

    // Each was seen as changed: by its own write.
    expect(await requeueAll()).toEqual(times(20, false));
    expect(await requeued()).toEqual(times(20, 1));
  });

  it('reject alone where they can not be written alone either', async () => {
    const faults = ['throttled', 'none', 'throttled'] as const;
    const { requeueAll } = await publishedOrders(20, (dynamo) => faultyDynamoDb(dynamo, faults));

    await expect(requeueAll()).rejects.toThrow('later');
  });
});
