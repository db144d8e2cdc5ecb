import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { Kafka } from 'kafkajs';
import kafkajs from 'kafkajs';
import * as z from 'zod/mini';
import type { AppResource } from './app-model.ts';
import type { TABLE, TOPIC } from './resource-types.ts';

type Table = AppResource<z.output<typeof TABLE.settings>>;

/** Makes the tables that are missing; answers the stream of each table that has one, by the table's name. */
export async function createTables(dynamo: DynamoDBClient, tables: readonly Table[]): Promise<Map<string, string>> {
  const made = await Promise.all(tables.map(async (table) => [table.name, await createTable(dynamo, table)] as const));
  return new Map(made.map(([name, { LatestStreamArn }]) => [name, LatestStreamArn ?? '']));
}

async function createTable(dynamo: DynamoDBClient, { name, settings }: Table): Promise<TableDescription> {
  const existing = await describe(dynamo, name);
  if (existing) return sameShape(existing, settings, name);
  const { AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes, StreamSpecification } = settings;
  const { TableDescription = {} } = await dynamo.send(
    new CreateTableCommand({
      TableName: name,
      AttributeDefinitions,
      KeySchema,
      BillingMode,
      GlobalSecondaryIndexes,
      StreamSpecification: StreamSpecification && { ...StreamSpecification, StreamEnabled: true },
    }),
  );
  return TableDescription;
}

async function describe(dynamo: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await dynamo.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** A table of an earlier template is not changed behind its owner's back. */
function sameShape(existing: TableDescription, settings: Table['settings'], name: string): TableDescription {
  const shape = ({
    KeySchema,
    GlobalSecondaryIndexes = [],
  }: Pick<TableDescription, 'KeySchema' | 'GlobalSecondaryIndexes'>) =>
    JSON.stringify([KeySchema, GlobalSecondaryIndexes.map(({ IndexName, KeySchema: key }) => [IndexName, key])]);
  if (shape(existing) === shape(settings)) return existing;
  throw new Error(`The table ${name} was made with other keys or indexes. Begin anew with: npm start -- --fresh`);
}

const Configs = z.record(z.string(), z.string());

type Topic = AppResource<z.output<typeof TOPIC.settings>>;

/**
 * Makes the topics that are missing, and gives the others the template's settings. One broker can hold one copy of a partition,
 * whatever the template asks for.
 */
export async function createTopics(kafka: Kafka, topics: readonly Topic[], copies = 1) {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = await admin.listTopics();
    const missing = topics.filter(({ name }) => !existing.includes(name));
    const kept = topics.filter(({ name }) => existing.includes(name));
    const resources = kept.map(({ name, settings }) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name,
      configEntries: configEntries(settings.Configs, copies),
    }));
    if (resources.length > 0) await admin.alterConfigs({ validateOnly: false, resources });
    await admin.createTopics({
      waitForLeaders: false,
      topics: missing.map(({ settings }) => ({
        topic: settings.TopicName,
        numPartitions: settings.PartitionCount,
        replicationFactor: copies,
        configEntries: configEntries(settings.Configs, copies),
      })),
    });
  } finally {
    await admin.disconnect();
  }
}

const configEntries = (configs: string, copies: number) =>
  Object.entries(z.parse(Configs, JSON.parse(Buffer.from(configs, 'base64').toString())))
    .filter(([name]) => copies > 1 || name !== 'min.insync.replicas')
    .map(([name, value]) => ({ name, value }));
