import { marshall } from '@aws-sdk/util-dynamodb';
import { findPayment } from '../payments/dynamo-payment-ledger.ts';
import { conditionalWrite, type Dynamo } from '../platform/dynamo.ts';
import type { HintedPayments } from './receive-webhook.ts';

interface DynamoHintedPaymentsDeps {
  readonly dynamo: Dynamo;
  readonly table: string;
}

export const dynamoHintedPayments = ({ dynamo, table: TableName }: DynamoHintedPaymentsDeps): HintedPayments => ({
  find: (eventId) => findPayment({ dynamo, table: TableName }, eventId, { isConsistent: false }),
  async dueNow(eventId, now) {
    await conditionalWrite(
      dynamo.updateItem({
        TableName,
        Key: marshall({ eventId }),
        UpdateExpression: 'SET dueAt = :now',
        // Only what is undecided has it. To compare another attribute the function would need the right to change it.
        ConditionExpression: 'attribute_exists(dueAt)',
        ExpressionAttributeValues: marshall({ ':now': now }),
      }),
    );
  },
});
