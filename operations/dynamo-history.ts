import { type DynamoDB, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type * as z from 'zod/mini';
import type { DynamoItem } from '../functions/platform/dynamo.ts';
import { projection } from '../functions/platform/dynamo-rows.ts';
import { OrderSnapshot, PaymentSnapshot } from '../functions/reconciler/classify-order.ts';
import { readSnapshot } from '../functions/reconciler/dynamo-order-states.ts';
import type { History, Period } from './backfill.ts';
import { allSegments, inSegments, type Place } from './table-segments.ts';

interface DynamoHistoryDeps {
  readonly dynamo: DynamoDB;
  readonly table: string;
}

interface HistoryShape<Schema> {
  readonly keyName: string;
  readonly schema: Schema;
  readonly attributes: readonly string[];
  /** The attribute that says when a row belongs to a period. */
  readonly time: string;
}

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
    keyName: reader.keyName,
    async page({ period, segment, of, after, limit }) {
      const { ProjectionExpression, ExpressionAttributeNames } = projection(attributes);
      const {
        Items = [],
        ScannedCount = 0,
        LastEvaluatedKey,
      } = await dynamo.send(
        new ScanCommand({
          TableName: table,
          ConsistentRead: true,
          Segment: segment,
          TotalSegments: of,
          Limit: limit,
          ProjectionExpression,
          ExclusiveStartKey: after === undefined ? undefined : marshall({ [reader.keyName]: after }),
          ExpressionAttributeNames: { ...ExpressionAttributeNames, '#time': time },
          ...within(period),
        }),
      );
      return {
        rows: Items.map(read),
        scanned: ScannedCount,
        next: LastEvaluatedKey?.[reader.keyName]?.S,
      };
    },
  };
}

/** ISO times in UTC are in the order of their text. */
const within = ({ from = '0', until = '9' }: Period) => ({
  FilterExpression: '#time >= :from AND #time < :until',
  ExpressionAttributeValues: marshall({ ':from': from, ':until': until }),
});

interface DynamoOrderRowsDeps {
  readonly dynamo: DynamoDB;
  readonly table: string;
}

/** Every row of the Orders table, as it is; a page of each segment is read ahead. */
export async function* dynamoOrderRows({ dynamo, table }: DynamoOrderRowsDeps): AsyncIterable<unknown> {
  const read = async ({ segment, of, after }: Place) => {
    const { Items = [], LastEvaluatedKey } = await dynamo.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        Segment: segment,
        TotalSegments: of,
        ExclusiveStartKey: after === undefined ? undefined : marshall({ orderId: after }),
      }),
    );
    return { rows: Items.map(readItem), next: LastEvaluatedKey?.['orderId']?.S };
  };
  for await (const { page } of inSegments(allSegments(), read)) yield* page.rows;
}

/** A number that JavaScript can't hold makes a row unreadable, not the whole table. */
function readItem(item: DynamoItem): unknown {
  try {
    return unmarshall(item);
  } catch {
    return { orderId: item['orderId']?.S };
  }
}
