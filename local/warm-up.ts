import {
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import pLimit from 'p-limit';

const ROUNDS = 120;
const AT_ONCE = 8;

/**
 * Writes to a table of its own that is gone again afterwards: a Java process's first hundreds of requests take three
 * times as long as the later ones, and the first orders would wait in a queue behind each other.
 */
export async function warmUp(dynamo: DynamoDBClient): Promise<void> {
  const TableName = `warm-up-${Date.now()}`;
  await dynamo.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  );
  const limit = pLimit(AT_ONCE);
  await Promise.all(Array.from({ length: ROUNDS }, (_, round) => limit(writeTwice, dynamo, TableName, String(round))));
  await dynamo.send(new DeleteTableCommand({ TableName }));
}

async function writeTwice(dynamo: DynamoDBClient, TableName: string, id: string) {
  await dynamo.send(
    new PutItemCommand({
      TableName,
      Item: { id: { S: id }, slot: { M: { eventId: { S: id } } }, version: { N: '1' } },
      ConditionExpression: 'attribute_not_exists(id)',
    }),
  );
  await dynamo.send(
    new UpdateItemCommand({
      TableName,
      Key: { id: { S: id } },
      UpdateExpression: 'SET receipt = if_not_exists(receipt, :receipt), version = version + :one REMOVE slot',
      ConditionExpression: 'slot.eventId = :id',
      ExpressionAttributeValues: { ':id': { S: id }, ':one': { N: '1' }, ':receipt': { M: { offset: { N: '1' } } } },
    }),
  );
}
