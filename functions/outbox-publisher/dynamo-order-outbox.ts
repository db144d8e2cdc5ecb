import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { isSettled, OrderRow } from '../contracts/order-row.ts';
import {
  dynamoOutbox,
  dynamoOutboxWithoutEntries,
  type OutboxChange,
  type OutboxTable,
} from '../outbox/dynamo-outbox.ts';
import type { DynamoItem } from '../platform/dynamo.ts';

/** The outbox on the order's row. */
export const dynamoOrderOutbox = (orders: OutboxTable) =>
  dynamoOutbox({
    ...orders,
    keyName: 'orderId',
    afterLast: (row) => (isLeftInIndex(row) ? LEAVE_INDEX : undefined),
  });

const Status = z.pick(OrderRow, { status: true, cancellation: true, openShard: true });

/** Decided while an event of it was not acknowledged yet: then it was kept in the index of open orders, for the reconciler. */
function isLeftInIndex(item: DynamoItem): boolean {
  const row = z.safeParse(Status, unmarshall(item, { wrapNumbers: (number) => Number(number) }));
  return row.success && row.data.openShard !== undefined && isSettled(row.data);
}

const LEAVE_INDEX: OutboxChange = {
  UpdateExpression: 'REMOVE openShard, openSince',
  // DECLINED, CANCELLED and REFUNDED stay.
  ConditionExpression: 'attribute_exists(orderId) AND attribute_not_exists(outbox)',
};

/** A payment has no outbox entry and needs no receipt: the order's status is the proof, an open order is the reminder. */
export const dynamoPaymentOutbox = (payments: OutboxTable) =>
  dynamoOutboxWithoutEntries({ ...payments, keyName: 'eventId' });
