import { type DynamoDBClient, paginateScan, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { DynamoItem } from '../functions/platform/dynamo.ts';
import { OrderSnapshot, PaymentSnapshot } from '../functions/reconciler/classify-order.ts';
import { projection, readSnapshot } from '../functions/reconciler/dynamo-order-states.ts';
import type { History, Period } from './backfill.ts';

interface DynamoHistoryDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
}

interface HistoryShape<Schema> {
  readonly keyName: string;
  readonly schema: Schema;
  readonly attributes: readonly string[];
  /** The attribute that says when a row belongs to a period. */
  readonly time: string;
}

/** What is done again when a backfill is interrupted. */
const PAGE_SIZE = 100;

const Key = z.record(z.string(), z.string());

/** The Orders table, by the time at which an order was placed. */
export const dynamoOrderHistory = (deps: DynamoHistoryDeps): History<OrderSnapshot> =>
  history(deps, {
    keyName: 'orderId',
    schema: OrderSnapshot,
    attributes: Object.keys(OrderSnapshot.shape),
    time: 'placedAt',
  });

/** The PaymentDedup table, by the time of the first attempt. */
export const dynamoPaymentHistory = (deps: DynamoHistoryDeps): History<PaymentSnapshot> =>
  history(deps, {
    keyName: 'eventId',
    schema: PaymentSnapshot,
    attributes: Object.keys(PaymentSnapshot.shape),
    time: 'firstAttemptAt',
  });

function history<Schema extends z.ZodMiniType>(
  { dynamo, table }: DynamoHistoryDeps,
  { attributes, time, ...reader }: HistoryShape<Schema>,
): History<z.output<Schema>> {
  const read = readSnapshot(reader);
  return {
    async page(period, after) {
      const { ProjectionExpression, ExpressionAttributeNames } = projection(attributes);
      const {
        Items = [],
        ScannedCount = 0,
        LastEvaluatedKey,
      } = await dynamo.send(
        new ScanCommand({
          TableName: table,
          ConsistentRead: true,
          Limit: PAGE_SIZE,
          ProjectionExpression,
          ExclusiveStartKey: after === undefined ? undefined : keyOf(after),
          ExpressionAttributeNames: { ...ExpressionAttributeNames, '#time': time },
          ...within(period),
        }),
      );
      return {
        rows: Items.map(read),
        scanned: ScannedCount,
        next: LastEvaluatedKey && cursorOf(unmarshall(LastEvaluatedKey)),
      };
    },
  };
}

/** One word, so that it can be handed in on a command line. */
const cursorOf = (key: object) => Buffer.from(JSON.stringify(key)).toString('base64url');

function keyOf(cursor: string) {
  try {
    return marshall(z.parse(Key, JSON.parse(Buffer.from(cursor, 'base64url').toString())));
  } catch (error) {
    throw new Error(`"${cursor}" is no cursor of an earlier backfill`, { cause: error });
  }
}

/** ISO times in UTC are in the order of their text. */
const within = ({ from = '0', until = '9' }: Period) => ({
  FilterExpression: '#time >= :from AND #time < :until',
  ExpressionAttributeValues: marshall({ ':from': from, ':until': until }),
});

interface DynamoOrderRowsDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
}

/** Every row of the Orders table, as it is. */
export async function* dynamoOrderRows({ dynamo, table }: DynamoOrderRowsDeps): AsyncIterable<unknown> {
  for await (const { Items = [] } of paginateScan({ client: dynamo }, { TableName: table, ConsistentRead: true }))
    for (const item of Items) yield readItem(item);
}

/** A number that JavaScript can't hold makes a row unreadable, not the whole table. */
function readItem(item: DynamoItem): unknown {
  try {
    return unmarshall(item);
  } catch {
    return { orderId: item['orderId']?.S };
  }
}
