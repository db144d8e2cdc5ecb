import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand, type DynamoDB } from '@aws-sdk/client-dynamodb';
import { OPEN_ORDERS } from '../../functions/contracts/order-row.ts';
import { DUE_PAYMENTS } from '../../functions/contracts/payment-row.ts';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { startKafkaBroker } from '../../local/kafka-broker.ts';
import { freePort, memoryFolder } from '../../local/ports-and-folders.ts';
import { waitFor } from '../../test/harness/wait-for.ts';
import { withDynamoDb } from '../moved-clock/surroundings.ts';

/** What every function reads of its environment. It logs nothing, unless a variant says otherwise. */
export const FUNCTION_ENV = {
  ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
  ...{ POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_NAMESPACE: 'bench', POWERTOOLS_SERVICE_NAME: 'bench' },
};

interface DynamoDbServer {
  readonly dynamo: DynamoDB;
  /** Of a function that uses it. */
  readonly env: Readonly<Record<string, string>>;
}

/** A DynamoDB Local with all tables, ours and the peers', as long as the work takes. */
export const withTables = <Result>(work: (server: DynamoDbServer) => Promise<Result>): Promise<Result> =>
  withDynamoDb(async (dynamo, endpoint) => {
    for (const shape of TABLES) await createTable(dynamo, shape);
    return work({ dynamo, env: { ...FUNCTION_ENV, AWS_ENDPOINT_URL_DYNAMODB: endpoint } });
  });

interface BrokerOptions {
  readonly topics: readonly { readonly topic: string; readonly partitions: number }[];
}

/** A Kafka broker with these topics as long as the work takes, which is given its address. */
export async function withBroker<Result>(
  { topics }: BrokerOptions,
  work: (brokers: string) => Promise<Result>,
): Promise<Result> {
  const folder = memoryFolder();
  const [port, controllerPort] = [await freePort(), await freePort()];
  const files = { dataDir: join(folder, 'kafka'), logFile: join(folder, 'kafka.log') };
  const { brokers, stop } = await startKafkaBroker({ ...files, port, controllerPort });
  const admin = kafkaClient({ KAFKA_BROKERS: brokers, KAFKA_AUTH: 'none' }).admin();
  try {
    await admin.connect();
    await admin.createTopics({
      waitForLeaders: false,
      topics: topics.map(({ topic, partitions }) => ({ topic, numPartitions: partitions })),
    });
    for (const { topic } of topics)
      await waitFor(() => admin.fetchTopicOffsets(topic), { within: 10_000, what: topic });
    return await work(brokers);
  } finally {
    await admin.disconnect();
    await stop(0);
    rmSync(folder, { recursive: true });
  }
}

interface TableShape {
  readonly name: string;
  readonly key: string;
  readonly index?: { readonly index: string; readonly partitionKey: string; readonly sortKey: string };
  /** What is published is read from its stream. */
  readonly stream?: boolean;
}

const TABLES: readonly TableShape[] = [
  { name: 'orders', key: 'orderId', index: OPEN_ORDERS, stream: true },
  { name: 'payments', key: 'eventId', index: DUE_PAYMENTS, stream: true },
  { name: 'peer-orders', key: 'orderId' },
  { name: 'peer-outbox', key: 'eventId', stream: true },
  { name: 'peer-payments', key: 'eventId', stream: true },
  { name: 'peer-idempotency', key: 'id' },
];

/** An Orders and a PaymentDedup table of that name. */
export async function createOrderTables(dynamo: DynamoDB, name: string) {
  const [orders, payments] = [`orders-${name}`, `payments-${name}`];
  await createTable(dynamo, { name: orders, key: 'orderId', index: OPEN_ORDERS });
  await createTable(dynamo, { name: payments, key: 'eventId', index: DUE_PAYMENTS });
  return { orders, payments };
}

async function createTable(dynamo: DynamoDB, { name, key, index, stream }: TableShape) {
  const names = index ? [key, index.partitionKey, index.sortKey] : [key];
  await dynamo.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
      AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      ...(stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } }),
      ...(index && {
        GlobalSecondaryIndexes: [
          {
            IndexName: index.index,
            KeySchema: [
              { AttributeName: index.partitionKey, KeyType: 'HASH' },
              { AttributeName: index.sortKey, KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      }),
    }),
  );
}
