import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { synthesise } from './assembly.ts';
import { startDynamoDbLocal } from './dynamodb-local.ts';
import { startKafkaBroker } from './kafka-broker.ts';
import type { Settings } from './settings.ts';
import { supervise } from './supervised.ts';
import { warmUp } from './warm-up.ts';

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
  const synth = synthesise({ folder: join(settings.dataDir, 'cdk.out'), logFile: join(logs, 'synth.log') });
  const [, ...begun] = await Promise.allSettled([synth, ...starts]);
  for (const server of begun) if (server.status === 'fulfilled') running.defer(server.value.stop);
  const [templates, kafka, dynamodb] = await Promise.all([synth, ...starts]);
  return { templates, kafka, dynamodb };
}
