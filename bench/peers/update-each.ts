import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import pLimit from 'p-limit';
import { dynamoClient } from '../../functions/platform/dynamo.ts';
import type { Subject } from '../harness/figure.ts';
import { receiptsOf } from '../subjects/outbox-publisher-subject.ts';

/**
 * One conditional UpdateItem for each receipt, 32 at once.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function updateEach(): Subject {
  const dynamo = dynamoClient();
  const limit = pLimit(32);
  return receiptsOf('orders', async (entries) => {
    const writes = entries.map(({ rowKey, event: { topic } }, offset) => {
      const receipt = { topic, partition: 0, offset, acknowledgedAt: new Date().toISOString() };
      const update = new UpdateItemCommand({
        TableName: 'orders',
        Key: marshall({ orderId: rowKey }),
        UpdateExpression: 'SET receipt = if_not_exists(receipt, :receipt), version = version + :one REMOVE outbox',
        ConditionExpression: 'attribute_exists(outbox)',
        ExpressionAttributeValues: marshall({ ':receipt': receipt, ':one': 1 }),
      });
      return limit(() => dynamo.send(update));
    });
    await Promise.all(writes);
  });
}
