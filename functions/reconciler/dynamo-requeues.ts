import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ORDER_PLACED } from '../contracts/order-placed.ts';
import type { OrderSight } from './order-sight.ts';
import type { PaymentSight } from './payment-sight.ts';
import type { Requeues } from './requeues.ts';

interface DynamoRequeuesDeps {
  readonly dynamo: DynamoDBClient;
  readonly orders: string;
  readonly payments: string;
}

/** Never a blind write: each is conditional on what was seen, so it is harmless next to live traffic and to itself. */
export const dynamoRequeues = ({ dynamo, orders, payments }: DynamoRequeuesDeps): Requeues => ({
  order: (seen, at) => holds(dynamo.send(new UpdateItemCommand({ TableName: orders, ...fillSlot(seen, at) }))),
  payment: (seen, at) => holds(dynamo.send(new UpdateItemCommand({ TableName: payments, ...showAgain(seen, at) }))),
});

function fillSlot({ orderId, status, requeues, outbox }: OrderSight, at: Date) {
  const eventId = outbox?.eventId ?? ORDER_PLACED.eventId(orderId);
  const count = requeues + 1;
  return {
    Key: marshall({ orderId }),
    // A failure's mark stays until the event has been published.
    UpdateExpression: 'SET outbox = :slot, requeues = :count, lastRequeuedAt = :at',
    ConditionExpression: [
      '#status = :status AND requeues = :seen',
      outbox ? 'outbox.eventId = :eventId' : 'attribute_not_exists(outbox)',
    ].join(' AND '),
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: marshall({
      ':slot': { eventId, requeues: count },
      ':count': count,
      ':at': at.toISOString(),
      ':status': status,
      ':seen': requeues,
      ...(outbox && { ':eventId': eventId }),
    }),
  };
}

const showAgain = ({ eventId, state, requeues }: PaymentSight, at: Date) => ({
  Key: marshall({ eventId }),
  // Without a slot there is nothing else that would take the mark away; a payment that fails again is marked again.
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

async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
