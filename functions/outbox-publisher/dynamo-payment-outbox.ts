import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { unlessConditionFails } from '../platform/dynamo.ts';
import type { Outbox } from './outbox.ts';

interface DynamoPaymentOutboxDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
  readonly now: () => Date;
}

/** A payment has no slot and needs no receipt: the order's status is the proof, an open order is the reminder. */
export const dynamoPaymentOutbox = ({ dynamo, table, now }: DynamoPaymentOutboxDeps): Outbox => ({
  close: async () => {},
  refuse: ({ rowKey, reason }) =>
    unlessConditionFails(
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
    ),
});
