import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { DynamoItem } from '../platform/dynamo.ts';
import { problemsOf } from '../platform/error-messages.ts';
import type { UnreadableRow } from './walk-open-orders.ts';

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
