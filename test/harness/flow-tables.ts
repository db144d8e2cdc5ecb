import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { OPEN_ORDERS } from '../../functions/contracts/order-row.ts';
import { createTestTable, keyedBy } from './tables.ts';

const { partitionKey, sortKey, index } = OPEN_ORDERS;

/** An Orders table with its index of open orders. */
export const createOrdersTable = (dynamo: DynamoDBClient) =>
  createTestTable(dynamo, {
    ...keyedBy('orderId'),
    AttributeDefinitions: ['orderId', partitionKey, sortKey].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    GlobalSecondaryIndexes: [
      {
        IndexName: index,
        KeySchema: [
          { AttributeName: partitionKey, KeyType: 'HASH' },
          { AttributeName: sortKey, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });

export const createPaymentsTable = (dynamo: DynamoDBClient) => createTestTable(dynamo, keyedBy('eventId'));
