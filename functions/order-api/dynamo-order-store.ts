import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { OrderRow } from '../contracts/order-row.ts';
import type { FindOrderStore } from './find-order.ts';
import type { OrderStore } from './place-order.ts';

interface DynamoOrderStoreDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
}

export function dynamoOrderStore({ dynamo, table }: DynamoOrderStoreDeps): OrderStore & FindOrderStore {
  return {
    async insert(row) {
      try {
        await dynamo.send(
          new PutItemCommand({
            TableName: table,
            Item: marshall(row, { removeUndefinedValues: true }),
            ConditionExpression: 'attribute_not_exists(orderId)',
            // Also met by the SDK's own retry of a write whose answer was lost: then it is our own row.
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return undefined;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException && error.Item) return readRow(error.Item);
        throw error;
      }
    },
    async find(orderId) {
      const { Item } = await dynamo.send(
        new GetItemCommand({ TableName: table, Key: marshall({ orderId }), ConsistentRead: true }),
      );
      return Item && readRow(Item);
    },
  };
}

const readRow = (item: Parameters<typeof unmarshall>[0]) => z.parse(OrderRow, unmarshall(item));
