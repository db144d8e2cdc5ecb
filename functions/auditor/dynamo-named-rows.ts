import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import pLimit from 'p-limit';
import * as z from 'zod/mini';
import { isForeignOrder } from '../contracts/foreign-order.ts';
import { ORDER_PLACED } from '../contracts/order-placed.ts';
import { OPEN_ORDERS } from '../contracts/order-row.ts';
import { batchesOf, type Dynamo, type DynamoItem, KEYS_A_REQUEST } from '../platform/dynamo.ts';
import { readBatch } from '../platform/dynamo-rows.ts';
import { type AuditedRows, type AuditedTopics, isUnreadable, type ReadRow, type WantedRows } from './audit-sources.ts';
import { ORDERS, PAYMENTS, type RowReader } from './dynamo-audited-attributes.ts';
import type { AuditedOrder } from './order-evidence.ts';

interface NamedRowsDeps {
  readonly dynamo: Pick<Dynamo, 'batchGetItem' | 'query'>;
  readonly orders: string;
  readonly payments: string;
  readonly topics: Pick<AuditedTopics, 'read'>;
  /** Read whole where the topic does not reach back to the span any more. */
  readonly tables: AuditedRows;
}

const REQUESTS_AT_ONCE = 8;

/**
 * The rows of the orders that the topic names, and of those that are open: an order whose event is not in the topic is. What this
 * reads grows with the orders of the span, not with those that are kept. A closed order that no event names it can't find.
 */
export function dynamoNamedRows({ dynamo, orders, payments, topics, tables }: NamedRowsDeps): AuditedRows {
  const readRows = readBatch(dynamo);
  const readAll = async <Row>(table: string, { key, attributes, read }: RowReader<Row>, wanted: ReadByKey<Row>) => {
    const limit = pLimit(REQUESTS_AT_ONCE);
    const readSome = async (some: readonly string[]) => {
      wanted.nextPage();
      const keys = some.map((value) => ({ [key]: value }));
      for (const item of await readRows({ table, keys, attributes, isConsistent: false })) wanted.visit(read(item));
    };
    await Promise.all(batchesOf(wanted.keys, KEYS_A_REQUEST).map((some) => limit(readSome, some)));
  };
  return {
    ...tables,
    async read(wanted, visit) {
      const { nextPage } = visit;
      // Open ones first: an order that is closed by then has its event in the topic.
      const open = await openOrders({ dynamo, orders }, wanted, nextPage);
      const published = await publishedOrders(topics, wanted, nextPage);
      if (published === undefined) return tables.read(wanted, visit);
      const keys = [...new Set([...open, ...published])];
      const isWanted = isOf(wanted);
      await readAll(orders, ORDERS, { keys, nextPage, visit: (row) => (isWanted(row) ? visit.order(row) : undefined) });
      await readAll(payments, PAYMENTS, { keys: keys.map(ORDER_PLACED.eventId), nextPage, visit: visit.payment });
    },
  };
}

interface ReadByKey<Row> {
  readonly keys: readonly string[];
  readonly visit: (row: ReadRow<Row>) => void;
  readonly nextPage: () => void;
}

const isIn = (time: number, { span }: WantedRows) => time >= span.from && time < span.until;

const isOf = (wanted: WantedRows) => (row: ReadRow<AuditedOrder>) => isUnreadable(row) || isIn(row.placedAt, wanted);

/** Undefined where the topic does not hold all of the span's records. */
async function publishedOrders(topics: NamedRowsDeps['topics'], wanted: WantedRows, nextPage: () => void) {
  const orderIds: string[] = [];
  const { since } = await topics.read('orderPlaced', wanted.since, ({ data: { orderId, placedAt = 0 } }) => {
    nextPage();
    if (isIn(placedAt, wanted) && !isForeignOrder(orderId)) orderIds.push(orderId);
  });
  return since > wanted.since ? undefined : orderIds;
}

const Key = z.object({ orderId: z.string() });

/** Those that are open since then or later; some were placed after the span. */
async function openOrders(
  { dynamo, orders }: Pick<NamedRowsDeps, 'dynamo' | 'orders'>,
  { span }: WantedRows,
  nextPage: () => void,
): Promise<string[]> {
  const readShard = async (shard: number) => {
    const orderIds: string[] = [];
    let ExclusiveStartKey: DynamoItem | undefined;
    do {
      nextPage();
      const { Items = [], LastEvaluatedKey } = await dynamo.query({
        TableName: orders,
        IndexName: OPEN_ORDERS.index,
        KeyConditionExpression: `${OPEN_ORDERS.partitionKey} = :shard AND ${OPEN_ORDERS.sortKey} >= :from`,
        ExpressionAttributeValues: marshall({ ':shard': String(shard), ':from': new Date(span.from).toISOString() }),
        ExclusiveStartKey,
      });
      orderIds.push(...Items.map((item) => z.parse(Key, unmarshall(item)).orderId));
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return orderIds;
  };
  return (await Promise.all(Array.from({ length: OPEN_ORDERS.shards }, (_, shard) => readShard(shard)))).flat();
}
