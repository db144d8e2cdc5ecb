import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { kafkaClient } from '../functions/platform/kafka-client.ts';
import { functionName, type Invoke } from '../lambda-local/functions/invocation.ts';
import { type HttpServer, serveHttp } from '../lambda-local/http/http-api.ts';
import { lambdaApi } from '../lambda-local/http/lambda-api.ts';
import { lambdaRefusal } from '../lambda-local/http/payload.ts';
import { type App, readApp } from './app-model.ts';
import { readTemplates } from './assembly.ts';
import { type EventSources, startEventSources } from './event-source-mappings.ts';
import { lastLines } from './guarded-process.ts';
import { leanStreams } from './lean-streams.ts';
import { localFunctions } from './local-functions.ts';
import { FUNCTION, TABLE, TOPIC } from './resource-types.ts';
import { startSchedules } from './schedules.ts';
import { CREDENTIALS, lambdaToken, REGION } from './settings.ts';
import { createTables, createTopics } from './tables-and-topics.ts';

interface LocalRunOptions {
  /** The folder that `cdk synth` wrote, with the templates and the bundles. */
  readonly assembly: string;
  /** The endpoint of a DynamoDB Local that runs. */
  readonly dynamodb: string;
  /** host:port of a Kafka broker that runs. */
  readonly brokers: string;
  /** Receives logs, checkpoints and the records that were given up. */
  readonly folder: string;
  /** Receives what goes wrong. */
  readonly log?: (message: string) => void;
}

interface LocalRun {
  /** Invokes a function by its name or ARN. */
  readonly invoke: Invoke;
  /** What the stacks' outputs are on this machine. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Rejects when an event source refuses to go on. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

/**
 * Runs an app as it was synthesised: makes its tables and topics where they are missing, loads its functions in processes of their
 * own, and feeds them from its event sources and schedules. HTTP APIs are not served: invoke what is behind them. Rejects, and ends
 * what it has started, where the templates hold what can't run here.
 */
export async function runLocally(options: LocalRunOptions): Promise<LocalRun> {
  const { brokers, folder, log = () => {} } = options;
  const dynamodb = { endpoint: options.dynamodb, region: REGION, credentials: CREDENTIALS };
  mkdirSync(folder, { recursive: true });
  await using starting = new AsyncDisposableStack();
  const running: { invoke: Invoke; sources: Pick<EventSources, 'mappings' | 'wake'> } = {
    invoke: async () => ({ kind: 'failed', error: 'The functions are not loaded yet.' }),
    sources: { mappings: [], wake: () => {} },
  };
  const invoke: Invoke = async (name, event) => {
    const response = await running.invoke(name, event);
    if (response.kind === 'failed') log(response.error);
    running.sources.wake(functionName(name));
    return response;
  };
  const api = starting.adopt(await serveLambdaApi(folder, invoke, () => running.sources.mappings), stopPart);

  const streamArns = new Map<string, string>();
  const app = readApp(Object.values(readTemplates(options.assembly)), {
    brokers,
    apiUrl: (name) => `http://${name}.invalid`,
    streamArn: (table) => streamArns.get(table) ?? '',
  });
  const settings = { dataDir: folder, dynamodb, ports: { API_PORT: api.port } };
  const functions = starting.adopt(
    localFunctions({ functions: app.of(FUNCTION), settings, inspect: undefined, assembly: options.assembly }),
    stopPart,
  );
  running.invoke = functions.invoke;
  for (const [table, arn] of await makeTablesAndTopics(app, { dynamodb, brokers })) streamArns.set(table, arn);
  const sources = await startEventSources({
    app,
    dataDir: folder,
    streams: leanStreams(dynamodb),
    brokers,
    invoke,
    onRecord: () => {},
    log,
    lastTrouble: (name) => lastLines(join(folder, 'logs', `${name}.log`), 1),
  });
  running.sources = starting.adopt(sources, stopPart);
  starting.adopt(startSchedules({ app, invoke }), stopPart);
  const all = starting.move();
  return { invoke, outputs: app.outputs(), ended: sources.ended, stop: () => all.disposeAsync() };
}

const stopPart = ({ stop }: { stop(): Promise<void> | void }) => stop();

type Mappings = Parameters<typeof lambdaApi>[0]['mappings'];

/** By it functions invoke each other. */
const serveLambdaApi = (dataDir: string, invoke: Invoke, mappings: Mappings): Promise<HttpServer> =>
  serveHttp(
    0,
    lambdaApi({
      invoke,
      mappings,
      token: lambdaToken({ dataDir }),
      next: async () => lambdaRefusal(404, 'ResourceNotFoundException', 'Only the Lambda API is served here.'),
    }),
  );

interface Servers {
  readonly dynamodb: ConstructorParameters<typeof DynamoDBClient>[0];
  readonly brokers: string;
}

async function makeTablesAndTopics(app: App, { dynamodb, brokers }: Servers) {
  const [tables] = await Promise.all([
    createTables(new DynamoDBClient(dynamodb ?? {}), app.of(TABLE)),
    createTopics(kafkaClient({ KAFKA_BROKERS: brokers, KAFKA_AUTH: 'none' }), app.of(TOPIC)),
  ]);
  return tables;
}
