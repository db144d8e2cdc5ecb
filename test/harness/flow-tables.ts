import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { OPEN_ORDERS } from '../../functions/contracts/order-row.ts';
import { DUE_PAYMENTS } from '../../functions/contracts/payment-row.ts';
import { createTestTable, keyedBy } from './tables.ts';

/** An Orders table with its index of open orders. */
export const createOrdersTable = (dynamo: DynamoDBClient) =>
  createTestTable(dynamo, keyedAndIndexed('orderId', OPEN_ORDERS));

/** A PaymentDedup table with its index of due payments. */
export const createPaymentsTable = (dynamo: DynamoDBClient) =>
  createTestTable(dynamo, keyedAndIndexed('eventId', DUE_PAYMENTS));

interface Index {
  readonly index: string;
  readonly partitionKey: string;
  readonly sortKey: string;
}

const keyedAndIndexed = (key: string, { index, partitionKey, sortKey }: Index) => ({
  ...keyedBy(key),
  AttributeDefinitions: [key, partitionKey, sortKey].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
  GlobalSecondaryIndexes: [
    {
      IndexName: index,
      KeySchema: [
        { AttributeName: partitionKey, KeyType: 'HASH' as const },
        { AttributeName: sortKey, KeyType: 'RANGE' as const },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' as const },
    },
  ],
});
