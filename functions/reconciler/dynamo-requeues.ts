import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ORDER_PLACED } from '../contracts/order-placed.ts';
import { conditionalWrite } from '../platform/dynamo.ts';
import type { OrderSnapshot, PaymentSnapshot } from './classify-order.ts';
import type { Requeues } from './reconcile-orders.ts';

interface DynamoRequeuesDeps {
  readonly dynamo: DynamoDBClient;
  readonly orders: string;
  readonly payments: string;
}

/** Never a blind write: each is conditional on what was seen, so it is harmless next to live traffic and to itself. */
export const dynamoRequeues = ({ dynamo, orders, payments }: DynamoRequeuesDeps): Requeues => ({
  async order(seen, at) {
    const update = new UpdateItemCommand({ TableName: orders, ...refillOutbox(seen, at) });
    return (await conditionalWrite(dynamo.send(update))).kind === 'written';
  },
  async payment(seen, at) {
    const update = new UpdateItemCommand({ TableName: payments, ...showAgain(seen, at) });
    return (await conditionalWrite(dynamo.send(update))).kind === 'written';
  },
});

function refillOutbox({ orderId, status, requeues, outbox }: OrderSnapshot, at: Date) {
  const eventId = outbox?.eventId ?? ORDER_PLACED.eventId(orderId);
  const count = requeues + 1;
  return {
    Key: marshall({ orderId }),
    // A failure's mark stays until the event has been published.
    UpdateExpression: 'SET outbox = :entry, requeues = :count, lastRequeuedAt = :at',
    ConditionExpression: [
      '#status = :status AND requeues = :seen',
      outbox ? 'outbox.eventId = :eventId' : 'attribute_not_exists(outbox)',
    ].join(' AND '),
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: marshall({
      ':entry': { eventId, requeues: count },
      ':count': count,
      ':at': at.toISOString(),
      ':status': status,
      ':seen': requeues,
      ...(outbox && { ':eventId': eventId }),
    }),
  };
}

const showAgain = ({ eventId, state, requeues }: PaymentSnapshot, at: Date) => ({
  Key: marshall({ eventId }),
  // A payment has no outbox entry, so nothing else would take the mark away; a payment that fails again is marked again.
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
