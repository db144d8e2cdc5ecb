import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { OPEN_ORDERS } from '../../functions/contracts/order-row.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import type { Dynamo } from '../../functions/platform/dynamo.ts';
import { dynamoOrderStatusStore } from '../../functions/status-updater/dynamo-order-status-store.ts';
import { inMemoryOrders } from '../doubles/in-memory-orders.ts';
import { createOrdersTable, testDynamoDb, testLeanDynamo } from '../harness/test-tables.ts';

async function inDynamoDb(client?: Dynamo) {
  const dynamo = testDynamoDb();
  const table = await createOrdersTable(dynamo);
  const rows = { dynamo: client ?? dynamo, table };
  return {
    dynamo,
    table,
    store: dynamoOrderStore(rows),
    status: dynamoOrderStatusStore(rows),
    async openOrders(shard: string) {
      const query = new QueryCommand({
        TableName: table,
        IndexName: OPEN_ORDERS.index,
        KeyConditionExpression: `${OPEN_ORDERS.partitionKey} = :shard`,
        ExpressionAttributeValues: { ':shard': { S: shard } },
      });
      return (await dynamo.send(query)).Count;
    },
  };
}

/** The status of the orders, with the store that places them. */
export const orderStatusStores = {
  'in memory': async () => {
    const { rows, store, status } = inMemoryOrders();
    const openOrders = async (shard: string) => [...rows.values()].filter((row) => row.openShard === shard).length;
    return { store, status, openOrders };
  },
  'in DynamoDB': () => inDynamoDb(),
  'in DynamoDB, by the lean client': () => inDynamoDb(testLeanDynamo()),
};
