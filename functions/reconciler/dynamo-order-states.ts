import type * as z from 'zod/mini';
import type { DynamoItem } from '../platform/dynamo.ts';
import { parseRow } from '../platform/dynamo-rows.ts';
import type { UnreadableRow } from './walk-open-orders.ts';

interface SnapshotReader<Schema> {
  readonly keyName: string;
  readonly schema: Schema;
}

/** Reads a row, or says why it can't be read: one bad row keeps nobody from the others. */
export const readSnapshot =
  <Schema extends z.ZodMiniType>({ keyName, schema }: SnapshotReader<Schema>) =>
  (item: DynamoItem): { readonly kind: 'readable'; readonly row: z.output<Schema> } | UnreadableRow => {
    const read = parseRow(schema, item);
    if ('row' in read) return { kind: 'readable', row: read.row };
    return { kind: 'unreadable', rowKey: item[keyName]?.S ?? '', reason: read.reason };
  };
