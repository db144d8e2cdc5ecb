import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { ORDER_PLACED } from '../contracts/order-placed.ts';
import { OPEN_ORDERS } from '../contracts/order-row.ts';
import { DUE_PAYMENTS } from '../contracts/payment-row.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { readBatch } from '../platform/dynamo-rows.ts';
import { OrderSnapshot, PaymentSnapshot } from './classify-order.ts';
import { readSnapshot } from './dynamo-order-states.ts';
import type { DueIndex } from './reconcile-orders.ts';
import type { Found, OpenOrders } from './walk-open-orders.ts';

interface DynamoOpenOrdersDeps {
  readonly dynamo: Dynamo;
  readonly orders: string;
  readonly payments: string;
}

/** As many as one batch can read. */
const PAGE_SIZE = 100;

const Key = z.object({ orderId: z.string() });
const Place = z.record(z.string(), z.string());

/** The index of open orders holds keys only: the rows are read from their tables, so that they are as they are now. */
export function dynamoOpenOrders({ dynamo, orders, payments }: DynamoOpenOrdersDeps): OpenOrders {
  const readRows = readBatch(dynamo);
  const find = async (orderIds: readonly string[]): Promise<Found[]> => {
    // Payments first: an order that is behind was so after its payment had been decided.
    const paymentItems = await readRows({
      table: payments,
      keys: orderIds.map((orderId) => ({ eventId: ORDER_PLACED.eventId(orderId) })),
      attributes: Object.keys(PaymentSnapshot.shape),
    });
    const orderItems = await readRows({
      table: orders,
      keys: orderIds.map((orderId) => ({ orderId })),
      attributes: Object.keys(OrderSnapshot.shape),
    });
    return snapshotsOf(orderItems.map(readOrder), paymentItems.map(readPayment));
  };
  return {
    async page(shard, after) {
      const { Items = [], LastEvaluatedKey } = await dynamo.query({
        TableName: orders,
        IndexName: OPEN_ORDERS.index,
        KeyConditionExpression: `${OPEN_ORDERS.partitionKey} = :shard`,
        ExpressionAttributeValues: marshall({ ':shard': shard }),
        Limit: PAGE_SIZE,
        ExclusiveStartKey: after === undefined ? undefined : marshall(z.parse(Place, JSON.parse(after))),
      });
      return {
        orders: await find(Items.map((item) => z.parse(Key, unmarshall(item)).orderId)),
        next: LastEvaluatedKey && JSON.stringify(unmarshall(LastEvaluatedKey)),
      };
    },
  };
}

const readOrder = readSnapshot({ keyName: 'orderId', schema: OrderSnapshot });
const readPayment = readSnapshot({ keyName: 'eventId', schema: PaymentSnapshot });

/** In the order of neither: BatchGetItem answers in none. A payment that can't be read says so instead of its order. */
function snapshotsOf(
  orders: readonly ReturnType<typeof readOrder>[],
  payments: readonly ReturnType<typeof readPayment>[],
): Found[] {
  const paymentOf = new Map(
    payments.map((found) => [found.kind === 'readable' ? found.row.eventId : found.rowKey, found] as const),
  );
  return orders.map((order) => {
    if (order.kind === 'unreadable') return order;
    const payment = paymentOf.get(ORDER_PLACED.eventId(order.row.orderId));
    if (payment?.kind === 'unreadable') return payment;
    return { kind: 'readable', order: order.row, payment: payment?.row };
  });
}

interface DynamoDueIndexDeps {
  readonly dynamo: Dynamo;
  /** The PaymentDedup table. */
  readonly table: string;
}

const SHARDS = Array.from({ length: DUE_PAYMENTS.shards }, (_, shard) => String(shard));
const IndexKey = z.object({ eventId: z.string(), dueAt: z.string() });

/** One query a shard, each of `limit` keys: the first of all shards are among them. */
export function dynamoDueIndex({ dynamo, table }: DynamoDueIndexDeps): DueIndex {
  const firstOfShard = async (shard: string, limit: number) => {
    const { Items = [] } = await dynamo.query({
      TableName: table,
      IndexName: DUE_PAYMENTS.index,
      KeyConditionExpression: `${DUE_PAYMENTS.partitionKey} = :shard`,
      ExpressionAttributeValues: marshall({ ':shard': shard }),
      Limit: limit,
    });
    return Items.map((item) => z.parse(IndexKey, unmarshall(item)));
  };
  return {
    async first(limit) {
      const keys = await Promise.all(SHARDS.map((shard) => firstOfShard(shard, limit)));
      return keys
        .flat()
        .sort((one, other) => one.dueAt.localeCompare(other.dueAt))
        .slice(0, limit);
    },
  };
}
