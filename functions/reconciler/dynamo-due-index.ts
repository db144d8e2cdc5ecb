import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { DUE_PAYMENTS } from '../contracts/payment-row.ts';
import type { DueIndex } from './reconcile-orders.ts';

interface DynamoDueIndexDeps {
  readonly dynamo: DynamoDBClient;
  /** The PaymentDedup table. */
  readonly table: string;
}

const SHARDS = Array.from({ length: DUE_PAYMENTS.shards }, (_, shard) => String(shard));
const IndexKey = z.object({ eventId: z.string(), dueAt: z.string() });

/** One query a shard, each of `limit` keys: the first of all shards are among them. */
export function dynamoDueIndex({ dynamo, table }: DynamoDueIndexDeps): DueIndex {
  const firstOfShard = async (shard: string, limit: number) => {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        IndexName: DUE_PAYMENTS.index,
        KeyConditionExpression: `${DUE_PAYMENTS.partitionKey} = :shard`,
        ExpressionAttributeValues: marshall({ ':shard': shard }),
        Limit: limit,
      }),
    );
    return Items.map((item) => z.parse(IndexKey, unmarshall(item)));
  };
  return {
    async first(limit) {
      const keys = await Promise.all(SHARDS.map((shard) => firstOfShard(shard, limit)));
      return keys
        .flat()
        .sort((one, other) => one.dueAt.localeCompare(other.dueAt))
        .slice(0, limit);
    },
  };
}
