import { randomUUID } from 'node:crypto';
import type { Admin } from 'kafkajs';
import { inject } from 'vitest';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { EVERY_TOPIC } from '../../lib/brokers/kafka.ts';
import { readAllRecords } from './topic-records.ts';
import { waitFor } from './wait-for.ts';

/** What a function's environment says of the run's Kafka broker. */
export const testKafkaEnv = () => ({ KAFKA_BROKERS: inject('kafkaBrokers'), KAFKA_AUTH: 'none' as const });

/** Creates a topic, under a name of its own where none is given, and answers the name once the broker leads its partitions. */
export async function createTestTopic({
  partitions = EVERY_TOPIC.partitions,
  settings = {},
  name: topic = `test-${randomUUID()}`,
} = {}): Promise<string> {
  const configEntries = Object.entries<string>(settings).map(([name, value]) => ({ name, value }));
  await asAdmin(async (admin) => {
    const topics = [{ topic, numPartitions: partitions, replicationFactor: 1, configEntries }];
    // kafkajs's own wait gives up where the broker does not know the topic yet; one that knows it may not lead it yet.
    await admin.createTopics({ waitForLeaders: false, topics });
    await waitFor(() => admin.fetchTopicOffsets(topic), { within: 10_000, what: topic });
  });
  return topic;
}

/** Does something to the run's broker that no function does. */
export async function asAdmin<Result>(work: (admin: Admin) => Promise<Result>): Promise<Result> {
  const admin = kafkaClient(testKafkaEnv()).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** All records of a topic of the run's broker, see `readAllRecords`. */
export const readTestTopic = (topic: string) => readAllRecords(kafkaClient(testKafkaEnv()), topic);
