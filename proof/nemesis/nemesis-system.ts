import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreams } from '@aws-sdk/client-dynamodb-streams';
import type { Kafka } from 'kafkajs';
import { type RunningApp, runApp } from '../../local/run-app.ts';
import { readSettings, type Settings } from '../../local/settings.ts';
import { clientAt } from '../../test/harness/app-kafka.ts';
import { type KafkaCluster, startKafkaCluster } from '../../test/harness/broker-cluster.ts';
import { ordersClient } from '../../test/harness/orders-client.ts';
import { freePorts } from '../../test/harness/running-app.ts';
import { type ClusterServer, clusterServer } from './cluster-server.ts';

/** The whole system as the local runner runs it, on three brokers. */
export interface NemesisSystem {
  readonly app: RunningApp;
  readonly cluster: KafkaCluster;
  readonly server: ClusterServer;
  readonly settings: Settings;
  readonly dynamo: DynamoDB;
  readonly streams: DynamoDBStreams;
  readonly kafka: Kafka;
  readonly client: ReturnType<typeof ordersClient>;
  readonly tables: Readonly<Record<'orders' | 'payments' | 'ledger', string>>;
  /** What the runner has logged. */
  readonly messages: readonly string[];
  stop(): Promise<void>;
}

/** After so many seconds the reconciler publishes an order's event again; ten minutes are too long to wait for here. */
export const REQUEUE_AFTER_SECONDS = 20;

/** Starts it on ports and data of its own. What was started before something failed is stopped again. */
export async function startNemesisSystem(): Promise<NemesisSystem> {
  await using starting = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'chargeonce-nemesis-'));
  starting.defer(() => rmSync(folder, { recursive: true, force: true }));
  const cluster = await startKafkaCluster(join(folder, 'brokers'));
  starting.defer(cluster.end);
  const server = clusterServer(cluster);
  starting.defer(() => server.repaired().catch(() => undefined));
  const ports = Object.entries(await freePorts()).map(([name, port]) => [name, String(port)] as const);
  const settings = {
    ...readSettings({ ...Object.fromEntries(ports), CHARGEONCE_DATA_DIR: join(folder, 'data') }),
    brokers: cluster.env.KAFKA_BROKERS,
  };
  const messages: string[] = [];
  const app = await withRequeueAfter(REQUEUE_AFTER_SECONDS, () =>
    runApp({
      ...{ settings, fresh: true, inMemory: true, inspect: undefined, notify: () => {} },
      log: (message) => void messages.push(message),
      kafka: { server, copies: 3 },
      // Whoever edits a function meanwhile changes what is proven.
      watch: false,
    }),
  );
  starting.defer(app.stop);
  const dynamo = new DynamoDB(settings.dynamodb);
  const { TableNames: names = [] } = await dynamo.listTables({});
  const table = (part: string) => names.find((name) => name.includes(part)) ?? missing(part, names);
  const running = starting.move();
  return {
    ...{ app, cluster, server, settings, dynamo, messages },
    streams: new DynamoDBStreams(settings.dynamodb),
    kafka: clientAt(settings.brokers),
    client: ordersClient(settings),
    tables: { orders: table('Orders'), payments: table('PaymentDedup'), ledger: table('Ledger') },
    stop: () => running.disposeAsync(),
  };
}

function missing(part: string, names: readonly string[]): never {
  throw new Error(`No table is called ${part}: there are ${names.join(', ')}`);
}

/** The runner reads it from its environment, as `npm start` does. */
async function withRequeueAfter<Result>(seconds: number, work: () => Promise<Result>): Promise<Result> {
  const { RECONCILE_AFTER_SECONDS: before } = process.env;
  process.env['RECONCILE_AFTER_SECONDS'] = String(seconds);
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env['RECONCILE_AFTER_SECONDS'];
    else process.env['RECONCILE_AFTER_SECONDS'] = before;
  }
}
