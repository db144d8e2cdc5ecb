import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { synthesise } from './assembly.ts';
import { startDynamoDbLocal } from './dynamodb-local.ts';
import type { GuardedProcess } from './guarded-process.ts';
import { startKafkaBroker } from './kafka-broker.ts';
import type { Settings } from './settings.ts';
import { warmUp } from './warm-up.ts';

interface ServersOptions {
  readonly settings: Settings;
  readonly inMemory: boolean;
  readonly log: (message: string) => void;
}

/** A server that is started again when it ends: it may be killed on purpose. */
interface Supervised {
  pid(): number;
  stop(): Promise<void>;
}

const RESTART_AFTER_MS = 1_000;
const GRACE_MS = 4_000;

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
  const starts = [
    supervise('Kafka', startKafka, options.log),
    supervise('DynamoDB Local', startDynamoDb, options.log),
  ] as const;
  const synth = synthesise({ folder: join(settings.dataDir, 'cdk.out'), logFile: join(logs, 'synth.log') });
  const [, ...begun] = await Promise.allSettled([synth, ...starts]);
  for (const server of begun) if (server.status === 'fulfilled') running.defer(server.value.stop);
  const [templates, kafka, dynamodb] = await Promise.all([synth, ...starts]);
  return { templates, kafka, dynamodb };
}

async function supervise(
  name: string,
  start: () => Promise<GuardedProcess>,
  log: (message: string) => void,
): Promise<Supervised> {
  let current = await start();
  let stopping = false;
  const keepRunning = async () => {
    for (;;) {
      const { signal, code } = await current.exited;
      if (stopping) return;
      log(`${name} ended (${signal ?? code}); it is started again`);
      await delay(RESTART_AFTER_MS);
      current = await start();
    }
  };
  keepRunning().catch((error: unknown) => log(`${name} can't be started again: ${String(error)}`));
  return {
    pid: () => current.pid,
    async stop() {
      stopping = true;
      await current.stop(GRACE_MS);
    },
  };
}
