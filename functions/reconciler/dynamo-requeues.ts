import type { UpdateItemInput } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { OrderOutbox } from '../contracts/order-row.ts';
import { conditionalWrite, type Dynamo } from '../platform/dynamo.ts';
import type { OrderSnapshot, PaymentSnapshot } from './classify-order.ts';
import type { Requeues } from './reconcile-orders.ts';

interface DynamoRequeuesDeps {
  readonly dynamo: Dynamo;
  readonly orders: string;
  readonly payments: string;
}

/** Never a blind write: each is conditional on what was seen, so it is harmless next to live traffic and to itself. */
export const dynamoRequeues = ({ dynamo, orders, payments }: DynamoRequeuesDeps): Requeues => ({
  async order(seen, at) {
    const update: UpdateItemInput = { TableName: orders, ...refillOutbox(seen, at) };
    return (await conditionalWrite(dynamo.updateItem(update))).kind === 'written';
  },
  async payment(seen, at) {
    const update: UpdateItemInput = { TableName: payments, ...showAgain(seen, at) };
    return (await conditionalWrite(dynamo.updateItem(update))).kind === 'written';
  },
});

function refillOutbox(seen: OrderSnapshot, at: Date) {
  const { orderId, status, requeues } = seen;
  const count = requeues + 1;
  return {
    Key: marshall({ orderId }),
    // What is marked is not published; an event that fails again is marked again.
    UpdateExpression: 'SET outbox = :outbox, requeues = :count, lastRequeuedAt = :at REMOVE publishFailure',
    // Entries are added together with what they report only. So the refill loses none: it writes over those that were seen.
    ConditionExpression: [
      '#status = :status AND requeues = :seen',
      ...AS_SEEN.map((name) => `attribute_${seen[name] === undefined ? 'not_exists' : 'exists'}(${name})`),
    ].join(' AND '),
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: marshall({
      ':outbox': wholeOutbox(seen, count),
      ':count': count,
      ':at': at.toISOString(),
      ':status': status,
      ':seen': requeues,
    }),
  };
}

/** Each must be there or not be there, as it was. */
export const AS_SEEN = ['outbox', 'cancellation', 'publishFailure'] as const;

/** Every event of the order, in the shape in which rows are written today. */
export const wholeOutbox = ({ cancellation }: OrderSnapshot, requeues: number): OrderOutbox => ({
  requeues,
  entries: {
    1: { type: 'order-placed' },
    ...(cancellation && { [cancellation.sequence]: { type: 'order-cancelled' } }),
  },
});

const showAgain = ({ eventId, state, requeues }: PaymentSnapshot, at: Date) => ({
  Key: marshall({ eventId }),
  // A payment has no outbox entry, so nothing else would take the mark away.
  UpdateExpression: 'SET requeues = :count, lastRequeuedAt = :at REMOVE publishFailure',
  ConditionExpression: '#state = :state AND requeues = :seen',
  ExpressionAttributeNames: { '#state': 'state' },
  ExpressionAttributeValues: marshall({
    ':count': requeues + 1,
    ':at': at.toISOString(),
    ':state': state,
    ':seen': requeues,
  }),
});
