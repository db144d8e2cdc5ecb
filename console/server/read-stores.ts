import { marshall } from '@aws-sdk/util-dynamodb';
import pLimit from 'p-limit';
import * as z from 'zod/mini';
import { consumerNamed, readTopic } from '../../cli/ops/ask-kafka.ts';
import type { System } from '../../cli/ops/system.ts';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { OPEN_ORDERS, OrderRow } from '../../functions/contracts/order-row.ts';
import { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { EncodedRecord } from '../../functions/contracts/quarantined-record.ts';
import type { DynamoItem } from '../../functions/platform/dynamo.ts';
import { projection, readBatch } from '../../functions/platform/dynamo-rows.ts';
import { OPEN_SHARDS } from '../../functions/reconciler/walk-open-orders.ts';
import { allSegments, inSegments, type Place } from '../../operations/table-segments.ts';
import type { LagView } from '../contract/live-events.ts';
import type { UnreadableOrder } from '../contract/order-views.ts';
import type { OrderEntry } from './order-books.ts';
import { readStoredRow } from './stored-row.ts';

const OrderPart = z.pick(OrderRow, {
  orderId: true,
  status: true,
  outbox: true,
  receipt: true,
  cancellation: true,
});
const PaymentPart = z.pick(PaymentRow, { eventId: true, state: true, dueAt: true });

const BATCH = 100;
const READS_AT_ONCE = 4;

/** The ids of all orders that are open, from the index: at a cost in proportion to them. */
export async function openOrderIds({ dynamo, outputs }: System): Promise<string[]> {
  const ids: string[] = [];
  const readShard = async (shard: string) => {
    let from: DynamoItem | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await dynamo.query({
        TableName: outputs.OrdersTable,
        IndexName: OPEN_ORDERS.index,
        KeyConditionExpression: `${OPEN_ORDERS.partitionKey} = :shard`,
        ExpressionAttributeValues: marshall({ ':shard': shard }),
        ...(from && { ExclusiveStartKey: from }),
      });
      ids.push(...Items.flatMap(({ orderId }) => orderId?.S ?? []));
      from = LastEvaluatedKey;
    } while (from !== undefined);
  };
  await Promise.all(OPEN_SHARDS.map(readShard));
  return ids;
}

/** Orders with their payments, as they are now. Unreadable rows are left out: the reconciler names them. */
export async function readEntries({ dynamo, outputs }: System, orderIds: readonly string[]): Promise<OrderEntry[]> {
  const atOnce = pLimit(READS_AT_ONCE);
  const read = readBatch(dynamo);
  const readPart = async (ids: readonly string[]) => {
    // Payments first: an order that is behind was so after its payment had been decided.
    const payments = await read({
      table: outputs.PaymentDedupTable,
      keys: ids.map((orderId) => ({ eventId: ORDER_PLACED.eventId(orderId) })),
      attributes: Object.keys(PaymentPart.shape),
    });
    const orders = await read({
      table: outputs.OrdersTable,
      keys: ids.map((orderId) => ({ orderId })),
      attributes: Object.keys(OrderPart.shape),
    });
    const paymentOf = new Map(rowsOf(PaymentPart, payments).map((row) => [row.eventId, row]));
    return rowsOf(OrderPart, orders).map((order) => ({
      ...order,
      payment: paymentOf.get(ORDER_PLACED.eventId(order.orderId)),
    }));
  };
  return (await Promise.all(partsOf(orderIds).map((ids) => atOnce(readPart, ids)))).flat();
}

const partsOf = (orderIds: readonly string[]) =>
  Array.from({ length: Math.ceil(orderIds.length / BATCH) }, (_, part) =>
    orderIds.slice(part * BATCH, (part + 1) * BATCH),
  );

/** Whole rows, as they are now, and which of them can't be read; those that are not there are left out. */
export async function readOrderRows(
  { dynamo, outputs }: System,
  orderIds: readonly string[],
): Promise<{ readonly rows: readonly OrderRow[]; readonly unreadable: readonly UnreadableOrder[] }> {
  const read = readBatch(dynamo);
  const parts = partsOf(orderIds).map((ids) =>
    read({
      table: outputs.OrdersTable,
      keys: ids.map((orderId) => ({ orderId })),
      attributes: Object.keys(OrderRow.shape),
    }),
  );
  const items = (await Promise.all(parts)).flat();
  const found = items.map((item) => ({ orderId: item['orderId']?.S ?? '', ...readStoredRow(item, OrderRow) }));
  return {
    rows: found.flatMap(({ row }) => row ?? []),
    unreadable: found.flatMap(({ orderId, problem }) =>
      problem === undefined ? [] : [{ orderId, problem: `Order row: ${problem}` }],
    ),
  };
}

/** Every order, without its payment: a final one needs none. */
export async function* allEntries({ dynamo, outputs }: System): AsyncGenerator<OrderEntry[]> {
  const read = async ({ segment, of, after }: Place) => {
    const { Items = [], LastEvaluatedKey } = await dynamo.scan({
      TableName: outputs.OrdersTable,
      Segment: segment,
      TotalSegments: of,
      ...projection(Object.keys(OrderPart.shape)),
      ...(after !== undefined && { ExclusiveStartKey: marshall({ orderId: after }) }),
    });
    const rows = rowsOf(OrderPart, Items).map((order) => ({ ...order, payment: undefined }));
    return { rows, next: LastEvaluatedKey?.['orderId']?.S };
  };
  for await (const { page } of inSegments(allSegments(), read)) yield page.rows;
}

const rowsOf = <Schema extends z.ZodMiniType>(schema: Schema, items: readonly DynamoItem[]): z.output<Schema>[] =>
  items.flatMap((item) => readStoredRow(item, schema).row ?? []);

/** The records of orders' events from these offsets on, as far as the topic goes now; from its beginning without any. */
export async function* newRecords(
  system: System,
  next: ReadonlyMap<number, number>,
  ends: readonly LagView[],
): AsyncIterable<EncodedRecord> {
  const { topic } = consumerNamed(system, 'payment-processor');
  if (next.size === 0) {
    yield* readTopic(system, topic);
    return;
  }
  const partitions = ends.find((lag) => lag.topic === topic)?.partitions ?? [];
  const from = partitions
    .map(({ partition, end }) => ({ partition, next: next.get(partition) ?? 0, end }))
    .filter(({ next: from, end }) => from < end);
  if (from.length > 0) yield* readTopic(system, topic, from);
}
