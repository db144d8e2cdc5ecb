import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { DynamoItem } from '../../functions/platform/dynamo.ts';

export interface StoredRow<Row> {
  /** Undefined where it can't be read. */
  readonly row?: Row;
  /** As it is stored. */
  readonly content: unknown;
  /** Why it can't be read. */
  readonly problem?: string;
}

/** Reads a row of a table, or says what is wrong with it. */
export function readStoredRow<Schema extends z.ZodMiniType>(
  item: DynamoItem,
  schema: Schema,
): StoredRow<z.output<Schema>> {
  const content = rowAttributes(item);
  const { data, error } = z.safeParse(schema, content);
  return error === undefined ? { row: data, content } : { content, problem: z.prettifyError(error) };
}

/** A row's attributes; a number beyond JavaScript's precision as its digits, since JSON can hold no BigInt. */
export const rowAttributes = (item: DynamoItem): Readonly<Record<string, unknown>> =>
  unmarshall(item, { wrapNumbers: exactly });

const exactly = (digits: string) => (String(Number(digits)) === digits ? Number(digits) : digits);
