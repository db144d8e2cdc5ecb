import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { ORDER_PLACED } from '../contracts/order-placed.ts';
import { OPEN_ORDERS } from '../contracts/order-row.ts';
import { readBatch } from './dynamo-read-batch.ts';
import { readSight } from './dynamo-read-sight.ts';
import { OrderSight } from './order-sight.ts';
import { PaymentSight } from './payment-sight.ts';
import type { Found, OpenOrders } from './walk-open-orders.ts';

interface DynamoOpenOrdersDeps {
  readonly dynamo: DynamoDBClient;
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
      attributes: Object.keys(PaymentSight.shape),
    });
    const orderItems = await readRows({
      table: orders,
      keys: orderIds.map((orderId) => ({ orderId })),
      attributes: Object.keys(OrderSight.shape),
    });
    return sightsOf(orderItems.map(readOrder), paymentItems.map(readPayment));
  };
  return {
    async page(shard, after) {
      const { Items = [], LastEvaluatedKey } = await dynamo.send(
        new QueryCommand({
          TableName: orders,
          IndexName: OPEN_ORDERS.index,
          KeyConditionExpression: `${OPEN_ORDERS.partitionKey} = :shard`,
          ExpressionAttributeValues: marshall({ ':shard': shard }),
          Limit: PAGE_SIZE,
          ExclusiveStartKey: after === undefined ? undefined : marshall(z.parse(Place, JSON.parse(after))),
        }),
      );
      return {
        orders: await find(Items.map((item) => z.parse(Key, unmarshall(item)).orderId)),
        next: LastEvaluatedKey && JSON.stringify(unmarshall(LastEvaluatedKey)),
      };
    },
  };
}

const readOrder = readSight({ keyName: 'orderId', schema: OrderSight });
const readPayment = readSight({ keyName: 'eventId', schema: PaymentSight });

/** In the order of neither: BatchGetItem answers in none. A payment that can't be read says so instead of its order. */
function sightsOf(
  orders: readonly ReturnType<typeof readOrder>[],
  payments: readonly ReturnType<typeof readPayment>[],
): Found[] {
  const paymentOf = new Map(
    payments.map((found) => [found.kind === 'sight' ? found.row.eventId : found.rowKey, found] as const),
  );
  return orders.map((order) => {
    if (order.kind === 'unreadable') return order;
    const payment = paymentOf.get(ORDER_PLACED.eventId(order.row.orderId));
    if (payment?.kind === 'unreadable') return payment;
    return { kind: 'sight', order: order.row, payment: payment?.row };
  });
}
