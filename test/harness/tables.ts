import { randomUUID } from 'node:crypto';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';

type TableShape = Omit<CreateTableCommandInput, 'TableName'>;

/** A client of the run's DynamoDB Local. */
export const testDynamoDb = () =>
  new DynamoDBClient({
    endpoint: inject('dynamodbEndpoint'),
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

/** Creates a table of this shape (on demand unless it says otherwise) under a name of its own, which it returns. */
export async function createTestTable(client: DynamoDBClient, shape: TableShape): Promise<string> {
  const name = `test-${randomUUID()}`;
  await client.send(new CreateTableCommand({ BillingMode: 'PAY_PER_REQUEST', ...shape, TableName: name }));
  return name;
}

/** The shape of a table with one text key; streams are on, with new images. */
export function keyedBy(partitionKey: string) {
  return {
    KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: partitionKey, AttributeType: 'S' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  } as const satisfies TableShape;
}
