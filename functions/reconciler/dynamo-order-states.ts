import { setTimeout as delay } from 'node:timers/promises';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { type Dynamo, type DynamoItem, getBatch } from '../platform/dynamo.ts';
import { problemsOf } from '../platform/error-messages.ts';
import type { UnreadableRow } from './walk-open-orders.ts';

interface BatchRead {
  readonly table: string;
  /** At most 100. */
  readonly keys: readonly Readonly<Record<string, string>>[];
  readonly attributes: readonly string[];
}

const TRIES = 6;

/** Reads rows as they are now, in no order; those that are not there are left out. */
export function readBatch(dynamo: Dynamo) {
  return async ({ table, keys, attributes }: BatchRead): Promise<DynamoItem[]> => {
    const items: DynamoItem[] = [];
    let left = keys.map((key) => marshall(key));
    for (let attempt = 0; left.length > 0; attempt++) {
      if (attempt === TRIES) throw new Error(`${table} left ${left.length} rows unread, ${TRIES} times`);
      // What a throttled table leaves out the SDK does not ask for again.
      if (attempt > 0) await delay(25 * 2 ** attempt);
      const request = { Keys: left, ConsistentRead: true, ...projection(attributes) };
      const read = await getBatch(dynamo, table, request);
      items.push(...read.items);
      left = read.left;
    }
    return items;
  };
}

/** Only these attributes, each by an alias: some of their names are reserved words. */
export const projection = (attributes: readonly string[]) => ({
  ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
});

interface SightReader<Schema> {
  readonly keyName: string;
  readonly schema: Schema;
}

/** Reads a row, or says why it can't be read: one bad row keeps nobody from the others. */
export const readSnapshot =
  <Schema extends z.ZodMiniType>({ keyName, schema }: SightReader<Schema>) =>
  (item: DynamoItem): { readonly kind: 'readable'; readonly row: z.output<Schema> } | UnreadableRow => {
    const unreadable = (reason: string) => ({ kind: 'unreadable' as const, rowKey: item[keyName]?.S ?? '', reason });
    try {
      const result = z.safeParse(schema, unmarshall(item));
      return result.success ? { kind: 'readable', row: result.data } : unreadable(problemsOf(result.error));
    } catch (error) {
      // A number beyond JavaScript's precision.
      return unreadable(String(error));
    }
  };
