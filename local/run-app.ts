import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { kafkaClient } from '../functions/platform/kafka-client.ts';
import { type App, readApp } from './app-model.ts';
import { assertNotRunning } from './claim.ts';
import { openData } from './data-folder.ts';
import { lastTroubleIn, quarantineNotice } from './delivery-notices.ts';
import { type EventSources, mappingsOf, startEventSources } from './event-source-mappings.ts';
import type { Invoke } from './event-sources/invoke.ts';
import { localIssuer } from './http/issuer.ts';
import { stepFeed } from './http/step-feed.ts';
import { apiPort, integratedFunctions, startHttpApis } from './http-apis.ts';
import { lastLines } from './last-lines.ts';
import { functionName, localFunctions } from './local-functions.ts';
import { narrator, type OrderStep } from './narrator.ts';
import { FUNCTION, TABLE, TOPIC } from './resource-types.ts';
import { startSchedules } from './schedules.ts';
import { startServers } from './servers.ts';
import { assertPortsFree, issuerKeyFile, outputsFile, type Settings } from './settings.ts';
import { watchSources } from './source-watch.ts';
import { createTables } from './tables.ts';
import { createTopics } from './topics.ts';

export interface RunOptions {
  readonly settings: Settings;
  /** Begins without the data of earlier runs. */
  readonly fresh: boolean;
  /** Keeps no data: faster, and gone at the end. */
  readonly inMemory: boolean;
  /** The function to debug. */
  readonly inspect: string | undefined;
  readonly tell: (step: OrderStep) => void;
  readonly log: (message: string) => void;
}

export interface RunningApp {
  readonly pids: { readonly kafka: () => number; readonly dynamodb: () => number };
  /** What the stacks' outputs are on this machine. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Rejects when an event source refuses to go on. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

/** Runs the synthesised app on this machine. What was started before something failed is stopped again. */
export async function runApp(options: RunOptions): Promise<RunningApp> {
  const { settings, inspect, log, tell } = options;
  assertNotRunning(settings.dataDir);
  await assertPortsFree(settings);
  await using starting = new AsyncDisposableStack();
  const started = <Part extends { stop(): Promise<void> | void }>(part: Part) =>
    starting.adopt(part, ({ stop }) => stop());

  const data = openData(options);
  starting.defer(data.close);
  const { templates, kafka, dynamodb } = await startServers(data.path, options, starting);

  const streamArns = new Map<string, string>();
  const app = readApp(templates, {
    brokers: settings.brokers,
    apiUrl: (name) => `http://127.0.0.1:${apiPort(name, settings)}`,
    streamArn: (table) => streamArns.get(table) ?? '',
  });
  const functions = started(localFunctions({ functions: app.of(FUNCTION), settings, inspect }));
  const [tables] = await Promise.all([
    createTables(new DynamoDBClient(settings.dynamodb), app.of(TABLE)),
    createTopics(kafkaClient({ KAFKA_BROKERS: settings.brokers, KAFKA_AUTH: 'none' }), app.of(TOPIC)),
    functions.warm(fedFunctions(app)),
  ]);
  for (const [table, arn] of tables) streamArns.set(table, arn);
  const outputs = app.outputs();
  writeFileSync(outputsFile(settings), JSON.stringify(outputs, null, 2));

  let changed = (_functionName: string) => {};
  const invoke: Invoke = async (name, event) => {
    const answer = await functions.invoke(name, event);
    if (answer.kind === 'failed') log(answer.error);
    const notice = quarantineNotice(event, answer);
    if (notice !== undefined) log(notice);
    // Rows change while functions run: now the streams are worth a look.
    changed(functionName(name));
    return answer;
  };
  let mappings: EventSources['mappings'] = [];
  const feed = stepFeed();
  const issuer = localIssuer(issuerKeyFile(settings), tenantClaim(app));
  const apis = { app, settings, invoke, issuer, feed, mappings: () => mappings };
  for (const server of await startHttpApis(apis)) started(server);
  const sources = started(
    await startEventSources({
      app,
      dataDir: data.path,
      streams: new DynamoDBStreamsClient(settings.dynamodb),
      brokers: settings.brokers,
      invoke,
      onRecord: narrator({ tell: [tell, feed.tell], now: () => new Date() }),
      log,
      lastTrouble: (name) => lastTroubleIn(lastLines(join(settings.dataDir, 'logs', `${name}.log`), 200)),
    }),
  );
  changed = sources.wake;
  mappings = sources.mappings;
  started(startSchedules({ app, invoke }));
  started(
    watchSources({
      codes: functions.codes,
      changed(code) {
        functions.reload(code);
        log(`${code} changed and is loaded anew`);
      },
      failed: (code, error) => log(`${code} can't be built: ${String(error)}`),
    }),
  );

  const running = starting.move();
  return {
    pids: { kafka: kafka.pid, dynamodb: dynamodb.pid },
    outputs,
    ended: sources.ended,
    stop: () => running.disposeAsync(),
  };
}

/** Those that only other functions call start when they are called. */
const fedFunctions = (app: App) => [
  ...new Set([...integratedFunctions(app), ...mappingsOf(app).map(({ FunctionName }) => FunctionName)]),
];

/** The claim that the API reads the tenant from. */
const tenantClaim = (app: App) =>
  app.of(FUNCTION).flatMap(({ settings }) => settings.Environment.Variables['TENANT_CLAIM'] ?? [])[0] ?? 'tenant';
