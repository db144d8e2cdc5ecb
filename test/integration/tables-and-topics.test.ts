import { randomUUID } from 'node:crypto';
import { DescribeTableCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ConfigResourceTypes } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { createTables, createTopics } from '../../local/tables-and-topics.ts';
import { testDynamoDb } from '../harness/test-tables.ts';
import { testKafkaEnv } from '../harness/test-topics.ts';

const dynamo = testDynamoDb();
const kafka = kafkaClient(testKafkaEnv());

describe("the template's tables", () => {
  it('are made with their keys, indexes and stream', async () => {
    const table = aTable();

    const streams = await createTables(dynamo, [table]);

    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: table.name }));
    expect(Table).toMatchObject({
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [{ IndexName: 'by-day', Projection: { ProjectionType: 'KEYS_ONLY' } }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    });
    expect(streams.get(table.name)).toBe(Table?.LatestStreamArn);
  });

  it('keep their rows and their stream at the next start', async () => {
    const table = aTable();
    const first = await createTables(dynamo, [table]);
    await dynamo.send(new PutItemCommand({ TableName: table.name, Item: { id: { S: '1' } } }));

    const second = await createTables(dynamo, [table]);

    expect(second).toEqual(first);
    expect((await dynamo.send(new ScanCommand({ TableName: table.name }))).Count).toBe(1);
  });

  it.each([
    ['keys', { KeySchema: [{ AttributeName: 'day', KeyType: 'HASH' as const }] }],
    ['indexes', { GlobalSecondaryIndexes: undefined }],
  ])('of an earlier template with other %s are left alone, and the way out is named', async (_, differing) => {
    const table = aTable();
    await createTables(dynamo, [table]);

    const changed = { ...table, settings: { ...table.settings, ...differing } };

    await expect(createTables(dynamo, [changed])).rejects.toThrow(
      `The table ${table.name} was made with other keys or indexes. Begin anew with: npm start -- --fresh`,
    );
  });
});

describe("the template's topics", () => {
  it('are made with their partitions and settings, with one copy on the one broker', async () => {
    const topic = aTopic();

    await createTopics(kafka, [topic]);

    const admin = kafka.admin();
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic.name] });
    await admin.disconnect();
    expect(topics[0]?.partitions.map(({ replicas }) => replicas.length)).toEqual([1, 1, 1]);
    expect(await settingOf(topic.name, 'retention.ms')).toBe('1234567');
    // Two copies can't be in sync where there is one.
    expect(await settingOf(topic.name, 'min.insync.replicas')).toBe('1');
  });

  it('have as many copies as there are brokers for, and then as many in sync as the template asks for', async () => {
    const topic = aTopic();
    await createTopics(kafka, [topic]);

    await createTopics(kafka, [topic], 3);

    expect(await settingOf(topic.name, 'min.insync.replicas')).toBe('2');
    const refused = { errors: [{ type: 'INVALID_REPLICATION_FACTOR' }] };
    await expect(createTopics(kafka, [aTopic()], 3)).rejects.toMatchObject(refused);
  });

  it('are kept at the next start, with the settings that the template has then', async () => {
    const topic = aTopic();
    await createTopics(kafka, [topic]);
    const Configs = Buffer.from(JSON.stringify({ 'compression.type': 'uncompressed' })).toString('base64');

    await createTopics(kafka, [{ ...topic, settings: { ...topic.settings, Configs } }, aTopic()]);

    expect(await settingOf(topic.name, 'compression.type')).toBe('uncompressed');
  });
});

async function settingOf(topic: string, setting: string) {
  const admin = kafka.admin();
  await admin.connect();
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
  });
  await admin.disconnect();
  return resources[0]?.configEntries.find(({ configName }) => configName === setting)?.configValue;
}

function aTable() {
  const name = `test-${randomUUID()}`;
  return {
    logicalId: name,
    name,
    metadata: undefined,
    settings: {
      AttributeDefinitions: ['id', 'day'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
      BillingMode: 'PAY_PER_REQUEST' as const,
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-day',
          KeySchema: [{ AttributeName: 'day', KeyType: 'HASH' as const }],
          Projection: { ProjectionType: 'KEYS_ONLY' as const },
        },
      ],
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' as const },
    },
  };
}

function aTopic() {
  const name = `test-${randomUUID()}`;
  const configs = { 'retention.ms': '1234567', 'min.insync.replicas': '2' };
  return {
    logicalId: name,
    name,
    metadata: undefined,
    settings: {
      ClusterArn: 'arn',
      TopicName: name,
      PartitionCount: 3,
      ReplicationFactor: 3,
      Configs: Buffer.from(JSON.stringify(configs)).toString('base64'),
    },
  };
}
