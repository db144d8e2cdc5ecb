import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { unlessConditionFails } from '../platform/dynamo.ts';
import type { Outbox } from './outbox.ts';

interface DynamoOutboxDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
  readonly now: () => Date;
}

/** The slot on the order's row. A failed condition means that it was closed already. */
export const dynamoOrderOutbox = ({ dynamo, table, now }: DynamoOutboxDeps): Outbox => ({
  close: ({ rowKey, event }, receipt) =>
    unlessConditionFails(
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
    ),
  refuse: ({ rowKey, reason }) =>
    unlessConditionFails(
      dynamo.send(
        new UpdateItemCommand({
          TableName: table,
          Key: marshall({ orderId: rowKey }),
          UpdateExpression: 'SET publishFailure = :failure REMOVE outbox',
          ConditionExpression: 'attribute_exists(outbox)',
          ExpressionAttributeValues: marshall({ ':failure': { reason, failedAt: now().toISOString() } }),
        }),
      ),
    ),
});
