import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { kafkaClient, ownAuthentication } from '../functions/platform/kafka-client.ts';
import type { Invoke } from '../lambda-local/functions/invocation.ts';
import { functionName } from '../lambda-local/functions/invocation.ts';
import { type App, readApp } from './app-model.ts';
import { assertNotRunning, openData } from './data-folder.ts';
import { lastTroubleIn, quarantineNotice } from './delivery-notices.ts';
import { type EventSources, mappingsOf, startEventSources } from './event-source-mappings.ts';
import type { FaultSwitches } from './faults/fault-switches.ts';
import { localFaults } from './faults/local-faults.ts';
import { type FlightRecorder, flightRecorder } from './flight-recorder.ts';
import { lastLines } from './guarded-process.ts';
import { apiPort, integratedFunctions, startHttpApis } from './http-apis.ts';
import { localIssuer } from './issuer.ts';
import { leanStreams } from './lean-streams.ts';
import { type LocalFunctions, localFunctions } from './local-functions.ts';
import { type OrderStep, orderProgress, stepFeed } from './order-progress.ts';
import { type ProcessList, processList } from './process-list.ts';
import { FUNCTION, TABLE, TOPIC } from './resource-types.ts';
import { startSchedules } from './schedules.ts';
import { type GivenBrokers, startServers } from './servers.ts';
import { assertPortsFree, issuerKeyFile, outputsFile, type Settings } from './settings.ts';
import { watchSources } from './source-watch.ts';
import { createTables, createTopics } from './tables-and-topics.ts';

export interface RunOptions {
  readonly settings: Settings;
  /** Begins without the data of earlier runs. */
  readonly fresh: boolean;
  /** Keeps no data: faster, and gone at the end. */
  readonly inMemory: boolean;
  /** The function to debug. */
  readonly inspect: string | undefined;
  readonly notify: (step: OrderStep) => void;
  readonly log: (message: string) => void;
  /** Brokers that run already, which the settings name; absent: one is started. */
  readonly kafka?: GivenBrokers;
  /** Whether a function whose sources change is loaded anew; absent: it is. */
  readonly watch?: boolean;
}

export interface RunningApp {
  readonly pids: { readonly kafka: () => number; readonly dynamodb: () => number };
  /** What the stacks' outputs are on this machine. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What the streams showed and the functions did since the start. */
  readonly recorder: FlightRecorder;
  readonly faults: FaultSwitches;
  readonly processes: ProcessList;
  /** Rejects when an event source refuses to go on. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

/** Runs the synthesised app on this machine. What was started before something failed is stopped again. */
export async function runApp(options: RunOptions): Promise<RunningApp> {
  const { settings, inspect, log } = options;
  assertNotRunning(settings.dataDir);
  await assertPortsFree(settings);
  await using starting = new AsyncDisposableStack();

  const data = openData(options);
  starting.defer(data.close);
  const { templates, kafka, dynamodb } = await startServers(data.path, options, starting);

  const streamArns = new Map<string, string>();
  const app = readApp(templates, {
    brokers: settings.brokers,
    apiUrl: (name) => `http://127.0.0.1:${apiPort(name, settings)}`,
    streamArn: (table) => streamArns.get(table) ?? '',
  });
  const access = options.kafka?.access;
  const local = { functions: app.of(FUNCTION), settings: { ...settings, kafka: access?.environment }, inspect };
  const functions = started(starting, localFunctions(local));
  const client = kafkaClient({ KAFKA_BROKERS: settings.brokers, KAFKA_AUTH: 'none' }, access?.credentials);
  const [tables] = await Promise.all([
    createTables(new DynamoDBClient(settings.dynamodb), app.of(TABLE)),
    createTopics(client, app.of(TOPIC), options.kafka?.copies),
    functions.warm(fedFunctions(app)),
  ]);
  for (const [table, arn] of tables) streamArns.set(table, arn);
  const outputs = app.outputs();
  writeFileSync(outputsFile(settings), JSON.stringify(outputs, null, 2));

  const recorder = flightRecorder();
  const faults = localFaults({ functions, kafka, settings, log });
  const sources = await startCallers({ app, functions, recorder, faults, folder: data.path, options }, starting);
  if (options.watch !== false) started(starting, watchSources(reloading(functions, options)));
  // The first that ends: nothing else ends well while a server is stopped.
  started(starting, faults);
  const running = starting.move();
  return {
    pids: { kafka: kafka.pid, dynamodb: dynamodb.pid },
    outputs,
    recorder,
    faults: faults.switches,
    processes: processList({ functions, servers: { kafka, dynamodb }, logs: join(settings.dataDir, 'logs') }),
    ended: sources.ended,
    stop: () => running.disposeAsync(),
  };
}

/** What is stopped when the run ends. */
const started = <Part extends { stop(): Promise<void> | void }>(running: AsyncDisposableStack, part: Part) =>
  running.adopt(part, ({ stop }) => stop());

interface Callers {
  readonly app: App;
  readonly functions: LocalFunctions;
  readonly recorder: FlightRecorder;
  readonly faults: ReturnType<typeof localFaults>;
  /** Where the event sources keep their state. */
  readonly folder: string;
  readonly options: RunOptions;
}

/**
 * Starts what calls the functions. Rows change while a function runs: after each call the streams are worth a look.
 *
 *     HTTP APIs, Lambda API ──┐
 *     schedules ──────────────┼──> invoke ──> a function
 *     event sources ──────────┘      │
 *          ^                         │
 *          └────────── wake ─────────┘
 */
async function startCallers(callers: Callers, running: AsyncDisposableStack) {
  const { app, functions, recorder, faults, folder, options } = callers;
  const { settings, log, notify } = options;
  // Until they have started, there is nothing to look at.
  let sources: Pick<EventSources, 'mappings' | 'wake'> = { mappings: [], wake: () => {} };
  const observed = recorder.observe(functions.invoke);
  const invoke: Invoke = async (name, event) => {
    const answer = await observed(name, event);
    if (answer.kind === 'failed') log(answer.error);
    const notice = quarantineNotice(event, answer);
    if (notice !== undefined) log(notice);
    sources.wake(functionName(name));
    return answer;
  };
  const feed = stepFeed();
  const issuer = localIssuer(issuerKeyFile(settings), tenantClaim(app));
  const mappings = () => sources.mappings;
  const { aroundGateway } = faults;
  for (const server of await startHttpApis({ app, settings, invoke, issuer, feed, mappings, aroundGateway }))
    started(running, server);
  const progress = orderProgress({ notify: [notify, feed.notify], now: () => new Date() });
  const polled = await startEventSources({
    app,
    dataDir: folder,
    streams: leanStreams(settings.dynamodb),
    brokers: settings.brokers,
    authentication: options.kafka?.access && ownAuthentication(options.kafka.access.credentials),
    invoke: faults.aroundDeliveries(invoke),
    onRecord(record) {
      recorder.onRecord(record);
      progress(record);
    },
    log,
    lastTrouble: (name) => lastTroubleIn(lastLines(join(settings.dataDir, 'logs', `${name}.log`), 200)),
  });
  sources = started(running, polled);
  started(running, startSchedules({ app, invoke }));
  return polled;
}

/** A changed source reloads its function. */
const reloading = ({ codes, reload }: LocalFunctions, { log }: RunOptions) => ({
  codes,
  changed(code: string) {
    reload(code);
    log(`${code} changed and is loaded anew`);
  },
  failed: (code: string, error: unknown) => log(`${code} can't be built: ${String(error)}`),
});

/** Those that only other functions call start when they are called. */
const fedFunctions = (app: App) => [
  ...new Set([...integratedFunctions(app), ...mappingsOf(app).map(({ FunctionName }) => FunctionName)]),
];

/** The claim that the API reads the tenant from. */
const tenantClaim = (app: App) =>
  app.of(FUNCTION).flatMap(({ settings }) => settings.Environment.Variables['TENANT_CLAIM'] ?? [])[0] ?? 'tenant';
