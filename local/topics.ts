import type { Kafka } from 'kafkajs';
import kafkajs from 'kafkajs';
import * as z from 'zod/mini';
import type { AppResource } from './app-model.ts';
import type { TOPIC } from './resource-types.ts';

const Configs = z.record(z.string(), z.string());

/** Makes the topics that are missing, and gives the others the template's settings. One broker can hold one copy of a partition, whatever the template asks for. */
export async function createTopics(kafka: Kafka, topics: readonly AppResource<z.output<typeof TOPIC.settings>>[]) {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = await admin.listTopics();
    const missing = topics.filter(({ name }) => !existing.includes(name));
    const kept = topics.filter(({ name }) => existing.includes(name));
    const resources = kept.map(({ name, settings }) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name,
      configEntries: configEntries(settings.Configs),
    }));
    if (resources.length > 0) await admin.alterConfigs({ validateOnly: false, resources });
    await admin.createTopics({
      waitForLeaders: false,
      topics: missing.map(({ settings }) => ({
        topic: settings.TopicName,
        numPartitions: settings.PartitionCount,
        replicationFactor: 1,
        configEntries: configEntries(settings.Configs),
      })),
    });
  } finally {
    await admin.disconnect();
  }
}

const configEntries = (configs: string) =>
  Object.entries(z.parse(Configs, JSON.parse(Buffer.from(configs, 'base64').toString())))
    .filter(([name]) => name !== 'min.insync.replicas')
    .map(([name, value]) => ({ name, value }));
