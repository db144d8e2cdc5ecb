import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KafkaCredentials } from '../functions/platform/kafka-credentials.ts';
import type { KafkaEnv } from '../functions/platform/kafka-env.ts';
import { startDynamoDbLocal, warmUp } from './dynamodb-local.ts';
import type { GuardedProcess } from './guarded-process.ts';
import { startKafkaBroker } from './kafka-broker.ts';
import { synthesiseIfChanged } from './kept-synthesis.ts';
import type { Settings } from './settings.ts';

interface ServersOptions {
  readonly settings: Settings;
  readonly inMemory: boolean;
  readonly log: (message: string) => void;
  readonly kafka?: GivenBrokers;
}

/** Brokers that somebody else has started, and ends. */
export interface GivenBrokers {
  readonly server: Supervised;
  /** How many of them keep a record. */
  readonly copies: number;
  /** Absent: they speak plain text. */
  readonly access?: KafkaAccess;
}

/** How brokers are reached over TLS: by the functions, as their environment says, and by the runner itself. */
interface KafkaAccess {
  readonly environment: Readonly<Record<string, string>> & Pick<KafkaEnv, 'KAFKA_AUTH'>;
  readonly credentials: KafkaCredentials;
}

/** Starts Kafka and DynamoDB Local while the app is synthesised; `running` ends what has started. */
export async function startServers(folder: string, options: ServersOptions, running: AsyncDisposableStack) {
  const { settings, inMemory } = options;
  const logs = join(settings.dataDir, 'logs');
  const startKafka = () =>
    startKafkaBroker({
      dataDir: join(folder, 'kafka'),
      port: settings.ports.KAFKA_PORT,
      controllerPort: settings.ports.KAFKA_CONTROLLER_PORT,
      logFile: join(logs, 'kafka.log'),
    });
  const startDynamoDb = async () => {
    const dynamodb = await startDynamoDbLocal({
      dataDir: inMemory ? 'in-memory' : join(folder, 'dynamodb'),
      port: settings.ports.DYNAMODB_PORT,
      logFile: join(logs, 'dynamodb.log'),
    });
    await warmUp(new DynamoDBClient(settings.dynamodb));
    return dynamodb;
  };
  const { log } = options;
  const starts = [
    options.kafka ? givenServer(options.kafka) : supervise({ name: 'Kafka', start: startKafka, log, pause: delay }),
    supervise({ name: 'DynamoDB Local', start: startDynamoDb, log, pause: delay }),
  ] as const;
  const synth = synthesiseIfChanged({ folder: join(settings.dataDir, 'cdk.out'), logFile: join(logs, 'synth.log') });
  const [, ...begun] = await Promise.allSettled([synth, ...starts]);
  for (const server of begun) if (server.status === 'fulfilled') running.defer(server.value.stop);
  const [templates, kafka, dynamodb] = await Promise.all([synth, ...starts]);
  return { templates, kafka, dynamodb };
}

/** Not stopped with the app: others may use it. */
const givenServer = async ({ server }: GivenBrokers): Promise<Supervised> => ({ ...server, stop: async () => {} });

/** A server that is started again when it ends: it may be killed on purpose, or its disk be full for a while. */
export interface Supervised {
  pid(): number;
  state(): 'up' | 'down' | 'paused';
  kill(): void;
  /** Kills it, and starts it again only when the answer is called. */
  hold(): () => void;
  /** Stops it in the middle of what it does (SIGSTOP) until the answer is called. */
  pause(): () => void;
  stop(): Promise<void>;
}

interface SuperviseOptions {
  readonly name: string;
  readonly start: () => Promise<GuardedProcess>;
  readonly log: (message: string) => void;
  /** Waits for so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

const RESTART_AFTER_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;
const GRACE_MS = 4_000;

interface ServerState {
  current: GuardedProcess;
  shown: ReturnType<Supervised['state']>;
  stopping: boolean;
  /** While there is one, it is not started again. */
  readonly holds: Set<PromiseWithResolvers<undefined>>;
}

/** Rejects where the first start fails; every later one is tried until it succeeds. */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
  const server: ServerState = { current: await options.start(), shown: 'up', stopping: false, holds: new Set() };
  void keepRunning(server, options);
  const kill = () => server.current.signal('SIGKILL');
  return {
    pid: () => server.current.pid,
    state: () => server.shown,
    kill,
    hold() {
      const hold = Promise.withResolvers<undefined>();
      server.holds.add(hold);
      kill();
      return () => {
        server.holds.delete(hold);
        hold.resolve(undefined);
      };
    },
    pause() {
      const paused = server.current;
      paused.signal('SIGSTOP');
      if (server.shown === 'up') server.shown = 'paused';
      return () => {
        paused.signal('SIGCONT');
        if (server.shown === 'paused') server.shown = 'up';
      };
    },
    async stop() {
      server.stopping = true;
      for (const hold of server.holds) hold.resolve(undefined);
      await server.current.stop(GRACE_MS);
    },
  };
}

async function keepRunning(server: ServerState, options: SuperviseOptions) {
  const { name, log } = options;
  for (;;) {
    const { signal, code } = await server.current.exited;
    server.shown = 'down';
    if (server.stopping) return;
    log(`${name} ended (${signal ?? code}); it is started again`);
    const next = await startAgain(server, options);
    if (next === undefined) return;
    server.current = next;
    server.shown = 'up';
    log(`${name} runs again`);
    // Held while it was being started.
    if (server.holds.size > 0) next.signal('SIGKILL');
  }
}

async function startAgain(
  server: ServerState,
  options: SuperviseOptions,
  pauseMs = RESTART_AFTER_MS,
): Promise<GuardedProcess | undefined> {
  const { name, start, log, pause } = options;
  await pause(pauseMs);
  for (const { promise } of server.holds) await promise;
  if (server.stopping) return undefined;
  try {
    return await unlessStopping(server, await start());
  } catch (error) {
    const next = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    log(`${name} can't be started; the next try is in ${next / 1_000} s. ${reasonOf(error)}`);
    return startAgain(server, options, next);
  }
}

/** Its stop may have come while it was being started. */
async function unlessStopping({ stopping }: ServerState, started: GuardedProcess) {
  if (!stopping) return started;
  await started.stop(GRACE_MS);
  return undefined;
}

/** The first line: the end of the server's log would come again with each try. */
const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0];
