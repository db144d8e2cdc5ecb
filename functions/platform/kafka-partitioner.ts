import type { Kafka, PartitionMetadata } from 'kafkajs';
import kafkajs from 'kafkajs';
import { withDeadline } from './deadline.ts';

/** The partition of a key, as every Java client computes it (murmur2). */
export type PartitionOf = (topic: string, key: string) => Promise<number>;

interface KafkaPartitionerDeps {
  readonly kafka: Kafka;
  /** The longest that reading a topic's partitions may take, in milliseconds. */
  readonly deadline: number;
}

const assignPartition = kafkajs.Partitioners.DefaultPartitioner();

export function kafkaPartitioner({ kafka, deadline }: KafkaPartitionerDeps): PartitionOf {
  // Partitions are never added to a topic in use, so what was read once holds.
  const known = new Map<string, Promise<PartitionMetadata[]>>();
  const partitionsOf = (topic: string) => {
    const reading =
      known.get(topic) ?? withDeadline(readPartitions(kafka, topic), deadline, `Reading ${topic}'s partitions`);
    known.set(topic, reading);
    reading.catch(() => known.delete(topic));
    return reading;
  };
  return async (topic, key) =>
    assignPartition({ topic, partitionMetadata: await partitionsOf(topic), message: { key, value: null } });
}

async function readPartitions(kafka: Kafka, topic: string): Promise<PartitionMetadata[]> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics.flatMap(({ partitions }) => partitions);
  } finally {
    await admin.disconnect();
  }
}
