import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { OrderRow } from '../contracts/order-row.ts';
import type { PaymentDecided } from '../contracts/payment-decided.ts';
import type { Receipt } from '../contracts/source-record.ts';
import { conditionalWrite, type DynamoItem } from '../platform/dynamo.ts';
import type { OrderStatusStore, StatusChange } from './update-status.ts';

interface DynamoOrderStatusStoreDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
}

export const dynamoOrderStatusStore = ({ dynamo, table }: DynamoOrderStatusStoreDeps): OrderStatusStore => ({
  async raise(payment, change) {
    const update = new UpdateItemCommand({ TableName: table, ...raiseStatus(payment, change) });
    const { kind, row } = await conditionalWrite(dynamo.send(update));
    if (kind === 'written') return 'raised';
    return row === undefined ? 'no-order' : readRow(row);
  },
});

/** A row that can't be read never will be: a record that waits for it would hold up its partition. */
function readRow(item: DynamoItem): OrderRow | 'unreadable' {
  const row = z.safeParse(OrderRow, unmarshall(item, { wrapNumbers: (number) => Number(number) }));
  return row.success ? row.data : 'unreadable';
}

/** A payment proves that the broker had the event: the same write removes the outbox entry, and gives the receipt if it is missing. */
function raiseStatus(payment: PaymentDecided, { to, from, isFinal }: StatusChange) {
  const receipt = receiptOf(payment);
  const lower = Object.fromEntries(from.map((status, index) => [`:from${index}`, status]));
  return {
    Key: marshall({ orderId: payment.orderId }),
    UpdateExpression: [
      `SET #status = :to, payment = :payment, version = version + :one${receipt ? ', receipt = if_not_exists(receipt, :receipt)' : ''}`,
      `REMOVE outbox, publishFailure${isFinal ? ', openShard, openSince' : ''}`,
    ].join(' '),
    // Without a condition that an absent row fails, the update would create it.
    ConditionExpression: [
      'attribute_exists(orderId) AND tenant = :tenant AND totalAmount = :amount AND currency = :currency',
      '(attribute_not_exists(outbox) OR outbox.eventId = :eventId)',
      `#status IN (${Object.keys(lower).join(', ')})`,
    ].join(' AND '),
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: marshall({
      ':to': to,
      ':payment': paymentOf(payment),
      ':one': 1,
      ...(receipt && { ':receipt': receipt }),
      ':tenant': payment.tenant,
      ':amount': payment.amount,
      ':currency': payment.currency,
      ':eventId': payment.orderEventId,
      ...lower,
    }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

const paymentOf = ({ state, gatewayReference, declineCode, decidedAt }: PaymentDecided) => ({
  state,
  gatewayReference,
  declineCode,
  decidedAt,
});

/** The producer's time in `source` is not the broker's. Undefined where nobody knows the record, as of a rebuilt row. */
const receiptOf = ({ source: { topic, partition, offset }, decidedAt }: PaymentDecided): Receipt | undefined =>
  offset < 0 ? undefined : { topic, partition, offset, acknowledgedAt: decidedAt };
