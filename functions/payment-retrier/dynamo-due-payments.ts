import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { DUE_PAYMENTS } from '../contracts/payment-row.ts';
import { findPayment } from '../payments/dynamo-payment-ledger.ts';
import type { DuePayments, DuePaymentsCursor } from './retry-due-payments.ts';

interface DynamoDuePaymentsDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
}

const SHARDS = Array.from({ length: DUE_PAYMENTS.shards }, (_, shard) => String(shard));
const ROWS_PER_SHARD = 25;

const IndexKey = z.object({ eventId: z.string(), dueAt: z.string() });
const Place = z.record(z.string(), z.string());

export function dynamoDuePayments({ dynamo, table: TableName }: DynamoDuePaymentsDeps): DuePayments {
  const pageOfShard = async (shard: string, { dueBy, after }: { readonly dueBy: string; readonly after?: string }) => {
    const { Items = [], LastEvaluatedKey } = await dynamo.send(
      new QueryCommand({
        TableName,
        IndexName: DUE_PAYMENTS.index,
        KeyConditionExpression: `${DUE_PAYMENTS.partitionKey} = :shard AND ${DUE_PAYMENTS.sortKey} <= :dueBy`,
        ExpressionAttributeValues: marshall({ ':shard': shard, ':dueBy': dueBy }),
        Limit: ROWS_PER_SHARD,
        ExclusiveStartKey: after === undefined ? undefined : marshall(z.parse(Place, JSON.parse(after))),
      }),
    );
    return {
      keys: Items.map((item) => z.parse(IndexKey, unmarshall(item))),
      next: LastEvaluatedKey && ([shard, JSON.stringify(unmarshall(LastEvaluatedKey))] as const),
    };
  };
  return {
    async page(dueBy, after) {
      const shards = after === undefined ? SHARDS : Object.keys(after);
      const pages = await Promise.all(
        shards.map((shard) => pageOfShard(shard, { dueBy: dueBy.toISOString(), ...placeIn(after, shard) })),
      );
      const keys = pages.flatMap((page) => page.keys).sort((one, other) => one.dueAt.localeCompare(other.dueAt));
      const next = Object.fromEntries(pages.flatMap((page) => (page.next ? [page.next] : [])));
      return {
        eventIds: keys.map(({ eventId }) => eventId),
        next: Object.keys(next).length > 0 ? next : undefined,
      };
    },
    find: (eventId) => findPayment({ dynamo, table: TableName }, eventId, { isConsistent: true }),
  };
}

const placeIn = (cursor: DuePaymentsCursor | undefined, shard: string) => {
  const after = cursor?.[shard];
  return after === undefined ? {} : { after };
};
