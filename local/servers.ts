import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDbLocal, warmUp } from './dynamodb-local.ts';
import type { GuardedProcess } from './guarded-process.ts';
import { startKafkaBroker } from './kafka-broker.ts';
import { synthesiseIfChanged } from './kept-synthesis.ts';
import type { Settings } from './settings.ts';

interface ServersOptions {
  readonly settings: Settings;
  readonly inMemory: boolean;
  readonly log: (message: string) => void;
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
    supervise({ name: 'Kafka', start: startKafka, log, pause: delay }),
    supervise({ name: 'DynamoDB Local', start: startDynamoDb, log, pause: delay }),
  ] as const;
  const synth = synthesiseIfChanged({ folder: join(settings.dataDir, 'cdk.out'), logFile: join(logs, 'synth.log') });
  const [, ...begun] = await Promise.allSettled([synth, ...starts]);
  for (const server of begun) if (server.status === 'fulfilled') running.defer(server.value.stop);
  const [templates, kafka, dynamodb] = await Promise.all([synth, ...starts]);
  return { templates, kafka, dynamodb };
}

/** A server that is started again when it ends: it may be killed on purpose, or its disk be full for a while. */
interface Supervised {
  pid(): number;
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

/** Rejects where the first start fails; every later one is tried until it succeeds. */
export async function supervise({ name, start, log, pause }: SuperviseOptions): Promise<Supervised> {
  let current = await start();
  let stopping = false;
  const startAgain = async (pauseMs = RESTART_AFTER_MS): Promise<GuardedProcess | undefined> => {
    await pause(pauseMs);
    if (stopping) return undefined;
    try {
      return await start();
    } catch (error) {
      const next = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      log(`${name} can't be started; the next try is in ${next / 1_000} s. ${reasonOf(error)}`);
      return startAgain(next);
    }
  };
  const keepRunning = async () => {
    for (;;) {
      const { signal, code } = await current.exited;
      if (stopping) return;
      log(`${name} ended (${signal ?? code}); it is started again`);
      const next = await startAgain();
      if (next === undefined) return;
      current = next;
      log(`${name} runs again`);
    }
  };
  void keepRunning();
  return {
    pid: () => current.pid,
    async stop() {
      stopping = true;
      await current.stop(GRACE_MS);
    },
  };
}

/** The first line: the end of the server's log would come again with each try. */
const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0];
