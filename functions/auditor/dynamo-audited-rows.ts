import type { DynamoDB, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { ORDER_PLACED } from '../contracts/order-placed.ts';
import type { DynamoItem } from '../platform/dynamo.ts';
import { problemsOf } from '../platform/error-messages.ts';
import type { AuditedRows, ReadRow } from './audit-sources.ts';
import { auditedOrder, auditedPayment, OrderAttributes, PaymentAttributes } from './audited-attributes.ts';

type Tables = Pick<DynamoDB, 'scan' | 'getItem'>;

interface DynamoAuditedRowsDeps {
  readonly dynamo: Tables;
  readonly orders: string;
  readonly payments: string;
}

/** How many segments of a table are read at once: they keep one process busy, and take a part of what a new table gives. */
const SEGMENTS = 4;

/** Both tables, read whole, since no index holds what is closed; what lies outside the span stays at DynamoDB. */
export function dynamoAuditedRows({ dynamo, orders, payments }: DynamoAuditedRowsDeps): AuditedRows {
  const find = async <Row>(TableName: string, reader: Reader<Row>, key: string) => {
    const { Item } = await dynamo.getItem({
      TableName,
      Key: marshall({ [reader.key]: key }),
      ConsistentRead: true,
      ...projection(reader.attributes),
    });
    return Item && reader.read(Item);
  };
  return {
    orders: ({ from, until }, visit, nextPage) =>
      scan({ dynamo, table: orders, nextPage }, { ...ORDERS, between: [iso(from), iso(until)] }, visit),
    payments: (since, visit, nextPage) =>
      scan({ dynamo, table: payments, nextPage }, { ...PAYMENTS, between: [iso(since), AFTER_ALL] }, visit),
    order: (orderId) => find(orders, ORDERS, orderId),
    payment: (orderId) => find(payments, PAYMENTS, ORDER_PLACED.eventId(orderId)),
  };
}

/** ISO times in UTC are in the order of their text. */
const AFTER_ALL = '9';

const iso = (time: number) => new Date(time).toISOString();

interface Reader<Row> {
  readonly key: string;
  readonly time: string;
  readonly attributes: readonly string[];
  readonly read: (item: DynamoItem) => ReadRow<Row>;
}

interface Scanned<Row> extends Reader<Row> {
  readonly between: readonly [string, string];
}

interface ScannedTable {
  readonly dynamo: Tables;
  readonly table: string;
  readonly nextPage: (() => void) | undefined;
}

async function scan<Row>(
  { dynamo, table: TableName, nextPage }: ScannedTable,
  { attributes, time, between, read }: Scanned<Row>,
  visit: (row: ReadRow<Row>) => void,
): Promise<void> {
  const { ExpressionAttributeNames, ...projected } = projection(attributes);
  const request: ScanCommandInput = {
    TableName,
    TotalSegments: SEGMENTS,
    ...projected,
    ExpressionAttributeNames: { ...ExpressionAttributeNames, '#time': time },
    FilterExpression: '#time >= :from AND #time < :until',
    ExpressionAttributeValues: marshall({ ':from': between[0], ':until': between[1] }),
  };
  const scanSegment = async (Segment: number) => {
    let ExclusiveStartKey: DynamoItem | undefined;
    do {
      nextPage?.();
      const { Items = [], LastEvaluatedKey } = await dynamo.scan({ ...request, Segment, ExclusiveStartKey });
      for (const item of Items) visit(read(item));
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  };
  await Promise.all(Array.from({ length: SEGMENTS }, (_, segment) => scanSegment(segment)));
}

/** Each by an alias: some names are reserved words. */
const projection = (attributes: readonly string[]) => ({
  ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
});

interface Shape<Schema extends z.ZodMiniType, Row> {
  readonly key: string;
  readonly time: string;
  readonly schema: Schema;
  readonly attributes: readonly string[];
  readonly kept: (row: z.output<Schema>) => Row;
}

/** A row that can't be read keeps nobody from the others. */
const reader = <Schema extends z.ZodMiniType, Row>({
  key,
  time,
  schema,
  attributes,
  kept,
}: Shape<Schema, Row>): Reader<Row> => ({
  key,
  time,
  attributes,
  read(item) {
    const unreadable = (reason: string) => ({ rowKey: item[key]?.S ?? '', reason });
    try {
      const { success, data, error } = z.safeParse(schema, unmarshall(item));
      return success ? kept(data) : unreadable(problemsOf(error));
    } catch (error) {
      // A number beyond JavaScript's precision.
      return unreadable(String(error));
    }
  },
});

const ORDERS = reader({
  ...{ key: 'orderId', time: 'placedAt', schema: OrderAttributes, kept: auditedOrder },
  attributes: Object.keys(OrderAttributes.shape),
});

const PAYMENTS = reader({
  ...{ key: 'eventId', time: 'firstAttemptAt', schema: PaymentAttributes, kept: auditedPayment },
  attributes: Object.keys(PaymentAttributes.shape),
});
