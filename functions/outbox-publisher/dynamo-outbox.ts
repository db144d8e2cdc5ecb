import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { conditionalWrite } from '../platform/dynamo.ts';
import type { Outbox } from './outbox.ts';

interface DynamoOutboxDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
  readonly now: () => Date;
}

/** The outbox entry on the order's row. A failed condition means that it was removed already. */
export const dynamoOrderOutbox = ({ dynamo, table, now }: DynamoOutboxDeps): Outbox => ({
  async close({ rowKey, event }, receipt) {
    await conditionalWrite(
      dynamo.send(
        new UpdateItemCommand({
          TableName: table,
          Key: marshall({ orderId: rowKey }),
          UpdateExpression:
            'SET receipt = if_not_exists(receipt, :receipt), version = version + :one REMOVE outbox, publishFailure',
          ConditionExpression: 'outbox.eventId = :eventId',
          ExpressionAttributeValues: marshall({ ':receipt': receipt, ':one': 1, ':eventId': event.id }),
        }),
      ),
    );
  },
  async refuse({ rowKey, reason }) {
    await conditionalWrite(
      dynamo.send(
        new UpdateItemCommand({
          TableName: table,
          Key: marshall({ orderId: rowKey }),
          UpdateExpression: 'SET publishFailure = :failure REMOVE outbox',
          ConditionExpression: 'attribute_exists(outbox)',
          ExpressionAttributeValues: marshall({ ':failure': { reason, failedAt: now().toISOString() } }),
        }),
      ),
    );
  },
});

/** A payment has no outbox entry and needs no receipt: the order's status is the proof, an open order is the reminder. */
export const dynamoPaymentOutbox = ({ dynamo, table, now }: DynamoOutboxDeps): Outbox => ({
  close: async () => {},
  async refuse({ rowKey, reason }) {
    await conditionalWrite(
      dynamo.send(
        new UpdateItemCommand({
          TableName: table,
          Key: marshall({ eventId: rowKey }),
          UpdateExpression: 'SET publishFailure = :failure',
          // This write comes by on the stream again; marked once is enough.
          ConditionExpression: 'attribute_exists(eventId) AND attribute_not_exists(publishFailure)',
          ExpressionAttributeValues: marshall({ ':failure': { reason, failedAt: now().toISOString() } }),
        }),
      ),
    );
  },
});
