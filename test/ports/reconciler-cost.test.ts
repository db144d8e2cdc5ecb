import { BatchWriteItemCommand, type DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import pLimit from 'p-limit';
import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import { dynamoDueIndex, dynamoOpenOrders } from '../../functions/reconciler/dynamo-open-orders.ts';
import { dynamoRequeues } from '../../functions/reconciler/dynamo-requeues.ts';
import { aReconciler, orderOf } from '../harness/a-reconciler.ts';
import { createOrdersTable, createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';
import { meterCalls } from './read-costs.ts';

/** The closed orders beside the open ones; CLOSED_ORDERS=100000 takes a minute or two. */
const CLOSED = Number(process.env['CLOSED_ORDERS'] ?? 2_000);
const OPEN = 100;

/** What a run costs that requeues every open order, beside so many that are closed. */
async function costBeside(closed: number) {
  const dynamo = testDynamoDb();
  const tables = { orders: await createOrdersTable(dynamo), payments: await createPaymentsTable(dynamo) };
  const open = Array.from({ length: OPEN }, (_, number) => orderOf(number));
  await putAll(dynamo, tables.orders, open);
  await putAll(
    dynamo,
    tables.orders,
    Array.from({ length: closed }, (_, number) => closedOrder(OPEN + number)),
  );

  const costs = meterCalls(dynamo);
  const deps = {
    openOrders: dynamoOpenOrders({ dynamo, ...tables }),
    dueIndex: dynamoDueIndex({ dynamo, table: tables.payments }),
    requeues: dynamoRequeues({ dynamo, ...tables }),
  };
  const summary = await aReconciler({ differing: deps }).run();
  return { summary, costs };
}

const closedOrder = (number: number): OrderRow => ({
  ...orderOf(number),
  status: 'PAID',
  outbox: undefined,
  openShard: undefined,
  openSince: undefined,
});

async function putAll(dynamo: DynamoDB, table: string, rows: readonly OrderRow[]) {
  const limit = pLimit(8);
  const batches = Array.from({ length: Math.ceil(rows.length / 25) }, (_, batch) =>
    rows.slice(batch * 25, batch * 25 + 25).map((row) => ({
      PutRequest: { Item: marshall(row, { removeUndefinedValues: true }) },
    })),
  );
  const put = async (batch: (typeof batches)[number]) => {
    const { UnprocessedItems = {} } = await dynamo.send(
      new BatchWriteItemCommand({ RequestItems: { [table]: batch } }),
    );
    expect(UnprocessedItems).toEqual({});
  };
  await Promise.all(batches.map((batch) => limit(put, batch)));
}

describe("a run's cost", { timeout: 600_000 }, () => {
  it(`is the same beside ${CLOSED} closed orders as without any`, async () => {
    const alone = await costBeside(0);
    const beside = await costBeside(CLOSED);

    expect(alone.summary).toMatchObject({ complete: true, openOrders: OPEN, ordersRequeued: OPEN });
    expect(beside.summary).toEqual(alone.summary);
    expect(beside.costs).toEqual(alone.costs);
    // For each of 8 shards a query and two batch reads, and a write for each order. Units: 8 × ½ + 100 + 100.
    // And a query a shard for due payments, which are none; in AWS each costs half a unit all the same.
    expect(alone.costs).toEqual({ calls: 8 * 4 + OPEN, units: 204 });
  });
});
