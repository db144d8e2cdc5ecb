import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startDynamoDbLocal } from '../../local/dynamodb-local.ts';
import { startKafkaBroker } from '../../local/kafka-broker.ts';
import { freePort, memoryFolder } from '../../local/ports-and-folders.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** http://127.0.0.1:port of an in-memory DynamoDB Local. */
    dynamodbEndpoint: string;
    /** host:port of a Kafka broker. */
    kafkaBrokers: string;
  }
}

/** Starts one DynamoDB Local and one Kafka broker for the whole run: the first project that needs them does it for all. */
export default async function provideServers(project: TestProject) {
  if ('kafkaBrokers' in project.getProvidedContext()) return undefined;

  const folder = memoryFolder();
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const [dynamodb, kafka] = await Promise.all([startDynamoDb(folder), startKafka(folder)]);
  project.vitest.provide('dynamodbEndpoint', dynamodb.endpoint);
  project.vitest.provide('kafkaBrokers', kafka.brokers);

  return async () => {
    await Promise.all([dynamodb.stop(0), kafka.stop(0)]);
  };
}

const startDynamoDb = async (folder: string) =>
  startDynamoDbLocal({ dataDir: 'in-memory', port: await freePort(), logFile: join(folder, 'dynamodb.log') });

const startKafka = async (folder: string) =>
  startKafkaBroker({
    dataDir: join(folder, 'kafka'),
    port: await freePort(),
    controllerPort: await freePort(),
    logFile: join(folder, 'kafka.log'),
  });
