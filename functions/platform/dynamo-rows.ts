import { setTimeout as delay } from 'node:timers/promises';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { type Dynamo, type DynamoItem, getBatch } from './dynamo.ts';
import { problemsOf } from './error-messages.ts';

interface BatchRead {
  readonly table: string;
  /** At most 100. */
  readonly keys: readonly Readonly<Record<string, string>>[];
  readonly attributes: readonly string[];
  /** As they are now, for twice the price; absent: true. */
  readonly isConsistent?: boolean;
}

const TRIES = 6;

/** Reads rows by their keys, in no order; those that are not there are left out. */
export function readBatch(dynamo: Pick<Dynamo, 'batchGetItem'>) {
  return async ({ table, keys, attributes, isConsistent = true }: BatchRead): Promise<DynamoItem[]> => {
    const items: DynamoItem[] = [];
    let left = keys.map((key) => marshall(key));
    for (let attempt = 0; left.length > 0; attempt++) {
      if (attempt === TRIES) throw new Error(`${table} left ${left.length} rows unread, ${TRIES} times`);
      // What a throttled table leaves out the SDK does not ask for again.
      if (attempt > 0) await delay(25 * 2 ** attempt);
      const request = { Keys: left, ConsistentRead: isConsistent, ...projection(attributes) };
      const read = await getBatch(dynamo, table, request);
      items.push(...read.items);
      left = read.left;
    }
    return items;
  };
}

/** A row, or why it can't be read: one bad row keeps nobody from the others. */
export function parseRow<Schema extends z.ZodMiniType>(
  schema: Schema,
  item: DynamoItem,
): { readonly row: z.output<Schema> } | { readonly reason: string } {
  try {
    const { success, data, error } = z.safeParse(schema, unmarshall(item));
    return success ? { row: data } : { reason: problemsOf(error) };
  } catch (error) {
    // A number beyond JavaScript's precision.
    return { reason: String(error) };
  }
}

/** Only these attributes, each by an alias: some of their names are reserved words. */
export const projection = (attributes: readonly string[]) => ({
  ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
});
