import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { PaymentRow } from '../contracts/payment-row.ts';
import '../platform/error-messages.ts';
import { PoisonRecordError } from '../platform/poison-record.ts';
import type { PaymentUpdate } from './payment-updates.ts';

/** The row as it is after the write, or, where the condition failed, as it was found. */
interface PaymentWrite {
  readonly written?: PaymentRow;
  readonly obstacle?: PaymentRow;
}

interface PaymentsTable {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
}

interface Read {
  /** Whether it shows every write that was answered before. */
  readonly isConsistent: boolean;
}

/** The row of an event as it is stored, readable or not; undefined where there is none. */
export async function paymentItem({ dynamo, table }: PaymentsTable, eventId: string, { isConsistent }: Read) {
  const key = { TableName: table, Key: marshall({ eventId }) };
  return (await dynamo.send(new GetItemCommand({ ...key, ConsistentRead: isConsistent }))).Item;
}

/** The row of an event; undefined where there is none. @throws PoisonRecordError where it can't be read. */
export async function findPayment(table: PaymentsTable, eventId: string, read: Read) {
  const item = await paymentItem(table, eventId, read);
  return item && readPaymentRow(item);
}

/** Single conditional writes of payment rows. An update of a row that is not there rejects. */
export function paymentWrites({ dynamo, table }: PaymentsTable) {
  return {
    /** Writes a row where there is none. */
    put: (row: PaymentRow) =>
      outcome(
        dynamo.send(
          new PutItemCommand({
            TableName: table,
            Item: marshall(row, { removeUndefinedValues: true }),
            ConditionExpression: 'attribute_not_exists(eventId)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      ),
    update: (eventId: string, { expression, condition, values }: PaymentUpdate) =>
      outcome(
        dynamo.send(
          new UpdateItemCommand({
            TableName: table,
            Key: marshall({ eventId }),
            UpdateExpression: expression,
            ConditionExpression: condition,
            ExpressionAttributeNames: namesIn(`${expression} ${condition}`),
            ExpressionAttributeValues: marshall(values),
            ReturnValues: 'ALL_NEW',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      ),
  };
}

const namesIn = (text: string) =>
  Object.fromEntries(Array.from(text.matchAll(/#(\w+)/g), ([alias, name = '']) => [alias, name]));

type Item = Parameters<typeof unmarshall>[0];

async function outcome(write: Promise<{ readonly Attributes?: Item | undefined }>): Promise<PaymentWrite> {
  try {
    const { Attributes } = await write;
    return Attributes === undefined ? {} : { written: readPaymentRow(Attributes) };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException && error.Item) return { obstacle: readPaymentRow(error.Item) };
    throw error;
  }
}

/** An event whose row can't be read is charged by no attempt, and must hold up no other. */
export function readPaymentRow(item: Item): PaymentRow {
  const row = z.safeParse(PaymentRow, unmarshall(item, { wrapNumbers: (number) => Number(number) }));
  if (row.success) return row.data;
  throw new PoisonRecordError('UnreadablePayment', `the payment's row can't be read: ${z.prettifyError(row.error)}`);
}
