import type { UpdateItemInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { Receipt } from '../contracts/cloud-event.ts';
import { OrderRow } from '../contracts/order-row.ts';
import type { PaymentDecided } from '../contracts/payment-decided.ts';
import { conditionalWrite, type Dynamo, type DynamoItem } from '../platform/dynamo.ts';
import type { OrderStatusStore, RowKind, StatusChange } from './update-status.ts';

interface DynamoOrderStatusStoreDeps {
  readonly dynamo: Dynamo;
  readonly table: string;
}

export const dynamoOrderStatusStore = ({ dynamo, table }: DynamoOrderStatusStoreDeps): OrderStatusStore => ({
  async raise(payment, change) {
    const update: UpdateItemInput = { TableName: table, ...raiseStatus(payment, change) };
    const { kind, row } = await conditionalWrite(dynamo.updateItem(update));
    if (kind === 'written') return 'raised';
    return row === undefined ? 'no-order' : readRow(row);
  },
});

/** A row that can't be read never will be: a record that waits for it would hold up its partition. */
function readRow(item: DynamoItem): OrderRow | 'unreadable' {
  const row = z.safeParse(OrderRow, unmarshall(item, { wrapNumbers: (number) => Number(number) }));
  return row.success ? row.data : 'unreadable';
}

/** What the row must be like, as a condition. Rows of before hold their one event in `outbox.eventId`. */
const CONDITION_OF: Readonly<Record<RowKind, string>> = {
  'not cancelled':
    'attribute_not_exists(cancellation) AND ' +
    '(attribute_not_exists(outbox) OR outbox.eventId = :eventId OR attribute_exists(outbox.entries.#first))',
  'cancelled, outbox there': 'attribute_exists(cancellation) AND attribute_exists(outbox)',
  'cancelled, no outbox': 'attribute_exists(cancellation) AND attribute_not_exists(outbox)',
};

/** The same write gives the receipt of the first event if it is missing: the payment names its record. */
function raiseStatus(payment: PaymentDecided, { to, from, when, isClosed }: StatusChange) {
  const receipt = receiptOf(payment);
  const lower = Object.fromEntries(from.map((status, index) => [`:from${index}`, status]));
  const isUsual = when === 'not cancelled';
  const removed = [...(isUsual ? ['outbox, publishFailure'] : []), ...(isClosed ? ['openShard, openSince'] : [])];
  return {
    Key: marshall({ orderId: payment.orderId }),
    UpdateExpression: [
      `SET #status = :to, payment = :payment, version = version + :one${receipt ? ', receipt = if_not_exists(receipt, :receipt)' : ''}`,
      removed.length > 0 ? `REMOVE ${removed.join(', ')}` : '',
    ].join(' '),
    // Without a condition that an absent row fails, the update would create it.
    ConditionExpression: [
      'attribute_exists(orderId) AND tenant = :tenant AND totalAmount = :amount AND currency = :currency',
      CONDITION_OF[when],
      `#status IN (${Object.keys(lower).join(', ')})`,
    ].join(' AND '),
    ExpressionAttributeNames: { '#status': 'status', ...(isUsual && { '#first': '1' }) },
    ExpressionAttributeValues: marshall({
      ':to': to,
      ':payment': paymentOf(payment),
      ':one': 1,
      ...(receipt && { ':receipt': receipt }),
      ':tenant': payment.tenant,
      ':amount': payment.amount,
      ':currency': payment.currency,
      ...(isUsual && { ':eventId': payment.orderEventId }),
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
