import type { DynamoDB, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ORDER_PLACED } from '../contracts/order-placed.ts';
import type { DynamoItem } from '../platform/dynamo.ts';
import { projection } from '../platform/dynamo-rows.ts';
import type { AuditedRows, ReadRow } from './audit-sources.ts';
import { ORDERS, PAYMENTS, type RowReader } from './dynamo-audited-attributes.ts';

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
  const find = async <Row>(TableName: string, reader: RowReader<Row>, key: string) => {
    const { Item } = await dynamo.getItem({
      TableName,
      Key: marshall({ [reader.key]: key }),
      ConsistentRead: true,
      ...projection(reader.attributes),
    });
    return Item && reader.read(Item);
  };
  return {
    async read({ span: { from, until }, since }, { order, payment, nextPage }) {
      await scan({ dynamo, table: orders, nextPage }, { ...ORDERS, between: [iso(from), iso(until)] }, order);
      await scan({ dynamo, table: payments, nextPage }, { ...PAYMENTS, between: [iso(since), AFTER_ALL] }, payment);
    },
    order: (orderId) => find(orders, ORDERS, orderId),
    payment: (orderId) => find(payments, PAYMENTS, ORDER_PLACED.eventId(orderId)),
  };
}

/** ISO times in UTC are in the order of their text. */
const AFTER_ALL = '9';

const iso = (time: number) => new Date(time).toISOString();

interface Scanned<Row> extends RowReader<Row> {
  readonly between: readonly [string, string];
}

interface ScannedTable {
  readonly dynamo: Tables;
  readonly table: string;
  readonly nextPage: () => void;
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
      nextPage();
      const { Items = [], LastEvaluatedKey } = await dynamo.scan({ ...request, Segment, ExclusiveStartKey });
      for (const item of Items) visit(read(item));
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  };
  await Promise.all(Array.from({ length: SEGMENTS }, (_, segment) => scanSegment(segment)));
}
