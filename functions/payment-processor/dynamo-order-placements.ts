import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { OrderPlacements } from './resolve-review.ts';

interface DynamoOrderPlacementsDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
}

const Placement = z.object({ placedAt: z.iso.datetime() });

/** The Orders table, of which a review reads one attribute. */
export const dynamoOrderPlacements = ({ dynamo, table }: DynamoOrderPlacementsDeps): OrderPlacements => ({
  async placedAt(orderId) {
    const { Item } = await dynamo.send(
      new GetItemCommand({ TableName: table, Key: marshall({ orderId }), ProjectionExpression: 'placedAt' }),
    );
    return Item && z.parse(Placement, unmarshall(Item)).placedAt;
  },
});
