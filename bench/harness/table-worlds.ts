import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import pLimit from 'p-limit';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { batchesOf } from '../../functions/platform/dynamo.ts';
import { anOrderRow, orderIdOf, PLACED_AT } from '../../test/doubles/order-builders.ts';
import { aPaymentRow } from '../../test/doubles/payment-builders.ts';
import { createOrderTables } from './bench-servers.ts';

/** How many orders of each kind its tables hold. */
export interface TableWorld {
  /** Paid. */
  readonly closed?: number;
  /** Placed just now, with a payment that is due to be tried. */
  readonly open?: number;
}

/** Makes the tables of a name, and fills them. */
export async function createWorld(dynamo: DynamoDB, name: string, { closed = 0, open = 0 }: TableWorld) {
  const { orders, payments } = await createOrderTables(dynamo, name);
  const numbers = Array.from({ length: closed + open }, (_, number) => number);
  const isOpen = (number: number) => number < open;
  await putAll(
    dynamo,
    orders,
    numbers.map((number) => (isOpen(number) ? openOrder(number) : closedOrder(number))),
  );
  await putAll(
    dynamo,
    payments,
    numbers.map((number) => (isOpen(number) ? duePayment(number) : captured(number))),
  );
}

const receipt = { topic: 'orders.order-placed.v1', partition: 3, offset: 12_345, acknowledgedAt: PLACED_AT };

const openOrder = (number: number): OrderRow => {
  const placedAt = new Date().toISOString();
  const open = { openShard: String(number % 8), openSince: placedAt };
  return anOrderRow({ orderId: orderIdOf(number), outbox: undefined, receipt, placedAt, ...open });
};

const closedOrder = (number: number): OrderRow =>
  anOrderRow({
    ...{ orderId: orderIdOf(number), status: 'PAID', version: 3, outbox: undefined, receipt },
    ...{ openShard: undefined, openSince: undefined },
    payment: { state: 'CAPTURED', gatewayReference: 'pi_1', declineCode: null, decidedAt: PLACED_AT },
  });

const duePayment = (number: number): PaymentRow =>
  aPaymentRow({ orderId: orderIdOf(number), dueAt: PLACED_AT, dueShard: String(number % 8) });

const captured = (number: number): PaymentRow =>
  aPaymentRow({ orderId: orderIdOf(number), state: 'CAPTURED', gatewayReference: 'pi_1', decidedAt: PLACED_AT });

async function putAll(dynamo: DynamoDB, table: string, rows: readonly object[]) {
  const limit = pLimit(8);
  const put = async (batch: readonly object[]) => {
    const writes = batch.map((row) => ({ PutRequest: { Item: marshall(row, { removeUndefinedValues: true }) } }));
    const { UnprocessedItems = {} } = await dynamo.batchWriteItem({ RequestItems: { [table]: writes } });
    if (Object.keys(UnprocessedItems).length > 0) throw new Error(`${table} did not take every row.`);
  };
  await Promise.all(batchesOf(rows, 25).map((batch) => limit(put, batch)));
}
