import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { Dynamo } from './dynamo.ts';

/** Where each shard goes on; a shard that is read to its end is missing. */
type DueCursor = Readonly<Record<string, string>>;

interface DueIndex {
  readonly dynamo: Dynamo;
  readonly table: string;
  /** Its sort key is a time, as an ISO string. */
  readonly index: {
    readonly index: string;
    readonly partitionKey: string;
    readonly sortKey: string;
    readonly shards: number;
  };
}

const ROWS_PER_SHARD = 25;

const Place = z.record(z.string(), z.string());

/** Reads the next keys of all shards of an index that are due by then, oldest first within a shard. They lag behind the table. */
export function dueKeys({ dynamo, table, index: { index, partitionKey, sortKey, shards } }: DueIndex) {
  const all = Array.from({ length: shards }, (_, shard) => String(shard));

  const pageOfShard = async (
    shard: string,
    { by, after }: { readonly by: Date; readonly after: string | undefined },
  ) => {
    const { Items = [], LastEvaluatedKey } = await dynamo.query({
      TableName: table,
      IndexName: index,
      KeyConditionExpression: `${partitionKey} = :shard AND ${sortKey} <= :by`,
      ExpressionAttributeValues: marshall({ ':shard': shard, ':by': by.toISOString() }),
      Limit: ROWS_PER_SHARD,
      ExclusiveStartKey: after === undefined ? undefined : marshall(z.parse(Place, JSON.parse(after))),
    });
    return {
      keys: Items.map((item) => z.parse(Place, unmarshall(item))),
      next: LastEvaluatedKey && ([shard, JSON.stringify(unmarshall(LastEvaluatedKey))] as const),
    };
  };

  return async (by: Date, cursor: DueCursor | undefined) => {
    const unread = cursor === undefined ? all : Object.keys(cursor);
    const pages = await Promise.all(unread.map((shard) => pageOfShard(shard, { by, after: cursor?.[shard] })));
    const dueAt = (key: Readonly<Record<string, string>>) => key[sortKey] ?? '';
    const next = Object.fromEntries(pages.flatMap((page) => (page.next ? [page.next] : [])));
    return {
      keys: pages.flatMap((page) => page.keys).sort((one, other) => dueAt(one).localeCompare(dueAt(other))),
      next: Object.keys(next).length > 0 ? next : undefined,
    };
  };
}
