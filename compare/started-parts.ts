import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { connectWorker, outboxConnector } from '../cli/interop/connect-worker.ts';
import { startMariaDb } from '../cli/interop/mariadb.ts';
import { kafkaClient } from '../functions/platform/kafka-client.ts';
import { startDynamoDbLocal } from '../local/dynamodb-local.ts';
import { freePort, memoryFolder } from '../local/ports-and-folders.ts';
import type { KafkaCluster } from '../test/harness/broker-cluster.ts';
import { LOCAL_AWS } from '../test/harness/local-aws.ts';
import { startChargingGateway } from './charging-gateway.ts';
import type { ComparedOrder } from './compared-orders.ts';
import type { ComparedSystem } from './compared-systems.ts';
import { startSpringService } from './spring-services.ts';
import { assertHealthy, type SupervisedService, startSupervised } from './supervised-service.ts';

const LOGS = resolve('.local/compare/logs');
const CONSUMER = resolve(import.meta.dirname, 'powertools-consumer.ts');
const IDEMPOTENCY_TABLE = 'idempotency';
const SHOP = `
  CREATE DATABASE shop;
  USE shop;
  CREATE TABLE orders (
    order_id VARCHAR(40) PRIMARY KEY, tenant VARCHAR(40) NOT NULL, amount BIGINT NOT NULL, currency CHAR(3) NOT NULL,
    status VARCHAR(10) NOT NULL DEFAULT 'PLACED', placed_at DATETIME(3) NOT NULL DEFAULT NOW(3), settled_at DATETIME(3)
  );
  CREATE TABLE inbox (event_id VARCHAR(80) PRIMARY KEY);
  CREATE TABLE outbox (
    id VARCHAR(80) PRIMARY KEY, aggregatetype VARCHAR(40) NOT NULL, aggregateid VARCHAR(40) NOT NULL,
    type VARCHAR(40) NOT NULL, payload TEXT NOT NULL
  );
`;

export type StartedParts = Awaited<ReturnType<typeof startParts>>;

interface PartsOptions {
  readonly system: ComparedSystem;
  readonly cluster: KafkaCluster;
  /** By the faults of single orders. */
  readonly orders: readonly ComparedOrder[];
}

/** Starts everything that a system consists of, but for the brokers; each with its log in `.local/compare/logs`. */
export async function startParts({ system, cluster, orders }: PartsOptions) {
  const folder = memoryFolder();
  mkdirSync(LOGS, { recursive: true });
  const logOf = (name: string) => join(LOGS, `${system.name}-${name}.log`);
  const topic = `${system.name}-${Date.now()}`;
  const group = `${topic}-payments`;
  await cluster.createTopic(topic);
  const stops: (() => unknown)[] = [];
  const kept = <Part extends { readonly stop: () => unknown }>(part: Part): Part => {
    stops.push(part.stop);
    return part;
  };
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const database = kept(await startMariaDb(folder, SHOP));
    const charging: { kill?: () => void } = {};
    const gateway = kept(await startChargingGateway(afterCharge(orders, () => charging.kill?.())));
    const env = {
      ...{ ORDERS_TOPIC: topic, PAYMENTS_GROUP: group, GATEWAY_URL: gateway.url, PLACING: system.placing },
      DATABASE_URL: `jdbc:mariadb://127.0.0.1:${database.port}/shop`,
      KAFKA_BROKERS: cluster.env.KAFKA_BROKERS,
      WAIT_FOR_BROKER: String(system.waitsForBroker),
    };
    const service = kept(await startSpringService('the order service', { ...env, FUNCTION: '' }, logOf('orders')));
    const payments = kept(
      system.consumer === 'powertools'
        ? await startPowertools({ env: { ...env, ORDERS_URL: service.url }, logOf, kept })
        : await startSpringService('the payment service', { ...env, FUNCTION: system.consumer }, logOf('payments')),
    );
    charging.kill = payments.kill;
    if (system.placing === 'outbox') {
      const brokers = cluster.env.KAFKA_BROKERS;
      kept(await startDebezium({ folder, topic, databasePort: database.port, brokers, logFile: logOf('connect') }));
    }
    return { cluster, kafka: kafkaClient(cluster.env), topic, group, database, gateway, service, payments, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The first charge of some orders is not answered, of some others its consumer is killed. */
function afterCharge(orders: readonly ComparedOrder[], kill: () => void) {
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  return (orderId: string) => {
    const order = byId.get(orderId);
    if (order?.killCharging) kill();
    return order?.killCharging || order?.loseCharge ? 'lose-answer' : 'answer';
  };
}

interface PowertoolsOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly logOf: (name: string) => string;
  readonly kept: <Part extends { readonly stop: () => unknown }>(part: Part) => Part;
}

async function startPowertools({ env, logOf, kept }: PowertoolsOptions): Promise<SupervisedService> {
  const [port, dynamodbPort] = [await freePort(), await freePort()];
  const server = await startDynamoDbLocal({ dataDir: 'in-memory', port: dynamodbPort, logFile: logOf('dynamodb') });
  kept({ stop: () => server.stop(0) });
  const endpoint = `http://127.0.0.1:${dynamodbPort}`;
  const credentials = { accessKeyId: LOCAL_AWS.AWS_ACCESS_KEY_ID, secretAccessKey: LOCAL_AWS.AWS_SECRET_ACCESS_KEY };
  const dynamo = new DynamoDBClient({ endpoint, region: LOCAL_AWS.AWS_REGION, credentials });
  await dynamo.send(
    new CreateTableCommand({
      TableName: IDEMPOTENCY_TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  );
  return startSupervised({
    ...{ name: 'the payment service', command: process.execPath, args: [CONSUMER], logFile: logOf('payments') },
    env: { ...process.env, ...env, DYNAMODB_URL: endpoint, IDEMPOTENCY_TABLE, SERVICE_PORT: String(port) },
    ready: () => assertHealthy(`http://127.0.0.1:${port}`),
  });
}

interface DebeziumOptions {
  readonly folder: string;
  readonly brokers: string;
  readonly databasePort: number;
  readonly topic: string;
  readonly logFile: string;
}

/** A real Connect worker with Debezium. */
async function startDebezium({ brokers, logFile, ...options }: DebeziumOptions): Promise<SupervisedService> {
  const connectors = { outbox: outboxConnector(options) };
  const { port, command } = await connectWorker({ folder: options.folder, brokers, connectors });
  return startSupervised({ ...command, name: 'Kafka Connect', logFile, ready: () => assertRuns(port) });
}

async function assertRuns(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/connectors/outbox/status`);
  const status = await response.text();
  if (!/"tasks":\[\{[^}]*"state":"RUNNING"/.test(status)) throw new Error(status);
}
