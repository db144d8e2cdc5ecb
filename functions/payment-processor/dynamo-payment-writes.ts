import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { PaymentRow } from '../contracts/payment-row.ts';
import '../platform/error-messages.ts';
import { PoisonRecordError } from '../platform/poison-record.ts';

interface PaymentUpdate {
  /** What follows SET; `#state` stands for that attribute. */
  readonly set: string;
  readonly condition: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** What else stands for attributes whose names are reserved. */
  readonly names?: Readonly<Record<string, string>>;
}

/** The row as it is after the write, or, where the condition failed, as it was found. */
interface PaymentWrite {
  readonly written?: PaymentRow;
  readonly kept?: PaymentRow;
}

/** Single conditional writes of payment rows. */
export function paymentWrites({ dynamo, table }: { readonly dynamo: DynamoDBClient; readonly table: string }) {
  return {
    async insert(row: PaymentRow): Promise<PaymentRow | undefined> {
      const put = new PutItemCommand({
        TableName: table,
        Item: marshall(row, { removeUndefinedValues: true }),
        ConditionExpression: 'attribute_not_exists(eventId)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return (await attempt(dynamo.send(put))).kept;
    },
    async update(eventId: string, { set, condition, values, names }: PaymentUpdate): Promise<PaymentWrite> {
      const command = new UpdateItemCommand({
        TableName: table,
        Key: marshall({ eventId }),
        UpdateExpression: `SET ${set}`,
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#state': 'state', ...names },
        ExpressionAttributeValues: marshall(values),
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return attempt(dynamo.send(command));
    },
  };
}

/** What a decision sets, and what of it is known: absent facts are no attributes. */
export function decisionOf(state: PaymentRow['state'], details: Readonly<Record<string, unknown>>) {
  const facts = Object.entries(details).filter(([, value]) => value !== null);
  return {
    set: ['#state = :state', ...facts.map(([name]) => `${name} = :${name}`)].join(', '),
    values: { ':state': state, ...Object.fromEntries(facts.map(([name, value]) => [`:${name}`, value])) },
  };
}

type Item = Parameters<typeof unmarshall>[0];

async function attempt(write: Promise<{ readonly Attributes?: Item | undefined }>): Promise<PaymentWrite> {
  try {
    const { Attributes } = await write;
    return Attributes === undefined ? {} : { written: readRow(Attributes) };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException && error.Item) return { kept: readRow(error.Item) };
    throw error;
  }
}

/** An event whose row can't be read is charged by no attempt, and must hold up no other. */
function readRow(item: Item): PaymentRow {
  const row = z.safeParse(PaymentRow, unmarshall(item, { wrapNumbers: (number) => Number(number) }));
  if (row.success) return row.data;
  throw new PoisonRecordError('UnreadablePayment', `the payment's row can't be read: ${z.prettifyError(row.error)}`);
}
