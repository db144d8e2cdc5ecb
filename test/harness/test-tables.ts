import { randomUUID } from 'node:crypto';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDB } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { DUE_EFFECTS } from '../../functions/contracts/effect-row.ts';
import { OPEN_ORDERS } from '../../functions/contracts/order-row.ts';
import { DUE_PAYMENTS } from '../../functions/contracts/payment-row.ts';
import { leanDynamo } from '../../functions/platform/lean-dynamo.ts';
import { LOCAL_AWS } from './local-aws.ts';

type TableShape = Omit<CreateTableCommandInput, 'TableName'>;

/** A client of the run's DynamoDB Local. */
export const testDynamoDb = () =>
  new DynamoDB({
    endpoint: inject('dynamodbEndpoint'),
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

/** The functions' own client of it. */
export const testLeanDynamo = () => leanDynamo({ ...LOCAL_AWS, AWS_ENDPOINT_URL_DYNAMODB: inject('dynamodbEndpoint') });

/** Creates a table of this shape (on demand unless it says otherwise) under a name of its own, which it returns. */
export async function createTestTable(client: DynamoDB, shape: TableShape): Promise<string> {
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

/** An Orders table with its index of open orders. */
export const createOrdersTable = (dynamo: DynamoDB) => createTestTable(dynamo, keyedAndIndexed('orderId', OPEN_ORDERS));

/** A PaymentDedup table with its index of due payments. */
export const createPaymentsTable = (dynamo: DynamoDB) =>
  createTestTable(dynamo, keyedAndIndexed('eventId', DUE_PAYMENTS));

/** A table of effects with its index of those that are due. */
export const createEffectsTable = (dynamo: DynamoDB) =>
  createTestTable(dynamo, keyedAndIndexed('effectKey', DUE_EFFECTS));

interface Index {
  readonly index: string;
  readonly partitionKey: string;
  readonly sortKey: string;
}

const keyedAndIndexed = (key: string, { index, partitionKey, sortKey }: Index) => ({
  ...keyedBy(key),
  AttributeDefinitions: [key, partitionKey, sortKey].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
  GlobalSecondaryIndexes: [
    {
      IndexName: index,
      KeySchema: [
        { AttributeName: partitionKey, KeyType: 'HASH' as const },
        { AttributeName: sortKey, KeyType: 'RANGE' as const },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' as const },
    },
  ],
});
