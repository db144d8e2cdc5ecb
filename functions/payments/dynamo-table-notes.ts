import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { Dynamo, DynamoItem } from '../platform/dynamo.ts';
import type { TableNotes } from './table-guard.ts';

interface DynamoTableNotesDeps {
  readonly dynamo: Dynamo;
  readonly table: string;
}

/** No event's id: theirs begin with an order's. It has no `state`, so that the publisher never sees it. */
const NOTE = { eventId: '#table' };

const Note = z.object({
  tableId: z.string(),
  gatewayAccount: z.optional(z.string()),
  gatewayMode: z.optional(z.string()),
});
const readNote = (item: DynamoItem) => z.parse(Note, unmarshall(item));

/** The note is a row of the table itself, and is restored with it. */
export function dynamoTableNotes({ dynamo, table: TableName }: DynamoTableNotesDeps): TableNotes & {
  /** The table is whole again; nothing else may say so. */
  renew(tableId: string): Promise<void>;
} {
  return {
    async table() {
      const { Table = {} } = await dynamo.describeTable({ TableName });
      const { TableId, TableArn, CreationDateTime, RestoreSummary } = Table;
      // DynamoDB Local gives no id.
      return {
        tableId: TableId ?? `${TableArn} ${CreationDateTime?.toISOString()}`,
        isRestored: RestoreSummary !== undefined,
      };
    },
    async read() {
      const { Item } = await dynamo.getItem({ TableName, Key: marshall(NOTE), ConsistentRead: true });
      return Item && readNote(Item);
    },
    async complete(note) {
      const { Attributes } = await dynamo.updateItem({
        TableName,
        Key: marshall(NOTE),
        UpdateExpression: Object.keys(withoutUndefined(note))
          .map((name, index) => `${index === 0 ? 'SET ' : ''}${name} = if_not_exists(${name}, :${name})`)
          .join(', '),
        ExpressionAttributeValues: marshall(prefixed(withoutUndefined(note))),
        ReturnValues: 'ALL_NEW',
      });
      return readNote(Attributes ?? {});
    },
    async renew(tableId) {
      await dynamo.updateItem({
        TableName,
        Key: marshall(NOTE),
        UpdateExpression: 'SET tableId = :tableId',
        ExpressionAttributeValues: marshall({ ':tableId': tableId }),
      });
    },
  };
}

const withoutUndefined = (note: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(note).filter(([, value]) => value !== undefined));

const prefixed = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value]));
