import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { readPaymentRow } from '../payments/dynamo-payment-writes.ts';
import { unlessConditionFails } from '../platform/dynamo.ts';
import type { HintedPayments } from './receive-webhook.ts';

interface DynamoHintedPaymentsDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
}

export const dynamoHintedPayments = ({ dynamo, table: TableName }: DynamoHintedPaymentsDeps): HintedPayments => ({
  async find(eventId) {
    const { Item } = await dynamo.send(new GetItemCommand({ TableName, Key: marshall({ eventId }) }));
    return Item && readPaymentRow(Item);
  },
  dueNow: (eventId, now) =>
    unlessConditionFails(
      dynamo.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall({ eventId }),
          UpdateExpression: 'SET dueAt = :now',
          // Only what is undecided has it. To compare another attribute the function would need the right to change it.
          ConditionExpression: 'attribute_exists(dueAt)',
          ExpressionAttributeValues: marshall({ ':now': now }),
        }),
      ),
    ),
});
