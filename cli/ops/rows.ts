import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { OrderRow } from '../../functions/contracts/order-row.ts';
import { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { System } from './system.ts';

/** The order's row as it is now; undefined where there is none. */
export async function readOrder({ dynamo, outputs }: System, orderId: string): Promise<OrderRow | undefined> {
  const { Item } = await dynamo.send(
    new GetItemCommand({ TableName: outputs.OrdersTable, Key: marshall({ orderId }), ConsistentRead: true }),
  );
  return Item && z.parse(OrderRow, unmarshall(Item));
}

/** The payment of an order; undefined where it was never claimed. */
export async function readPayment({ dynamo, outputs }: System, orderId: string): Promise<PaymentRow | undefined> {
  const { Item } = await dynamo.send(
    new GetItemCommand({
      TableName: outputs.PaymentDedupTable,
      Key: marshall({ eventId: ORDER_PLACED.eventId(orderId) }),
      ConsistentRead: true,
    }),
  );
  return Item && z.parse(PaymentRow, unmarshall(Item));
}
