import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { OrderRow } from '../contracts/order-row.ts';
import { conditionalWrite, type DynamoItem } from '../platform/dynamo.ts';
import type { FindOrderStore } from './get-order.ts';
import type { OrderStore } from './place-order.ts';

interface DynamoOrderStoreDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
}

export function dynamoOrderStore({ dynamo, table }: DynamoOrderStoreDeps): OrderStore & FindOrderStore {
  return {
    async insert(row) {
      const insertion = await conditionalWrite(
        dynamo.send(
          new PutItemCommand({
            TableName: table,
            Item: marshall(row, { removeUndefinedValues: true }),
            ConditionExpression: 'attribute_not_exists(orderId)',
            // Also met by the SDK's own retry of a write whose answer was lost: then it is our own row.
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      );
      if (insertion.kind === 'written') return undefined;
      if (insertion.row === undefined) throw insertion.error;
      return readRow(insertion.row);
    },
    async find(orderId) {
      const { Item } = await dynamo.send(
        new GetItemCommand({ TableName: table, Key: marshall({ orderId }), ConsistentRead: true }),
      );
      return Item && readRow(Item);
    },
  };
}

const readRow = (item: DynamoItem) => z.parse(OrderRow, unmarshall(item));
