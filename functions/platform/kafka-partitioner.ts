import { withDeadline } from './deadline.ts';
import { kafkaProducer, type ProducingKafka, type SendToPartition } from './kafka-producer.ts';

/** The partition of a key, as every Java client computes it (murmur2). */
export type PartitionOf = (topic: string, key: string) => Promise<number>;

interface KafkaPartitionerDeps {
  readonly kafka: ProducingKafka;
  /** The longest that reading a topic's partitions may take, in milliseconds. */
  readonly deadline: number;
}

/**
 * Murmur2 as Kafka's Java client computes it (org.apache.kafka.common.utils.Utils). That of kafkajs counts in 64 bits, at twenty
 * times the CPU.
 */
export function murmur2(key: string): number {
  const data = Buffer.from(key);
  const words = data.length & ~3;
  let hash = SEED ^ data.length;
  for (let at = 0; at < words; at += 4) {
    const word = Math.imul(data.readInt32LE(at), MIX);
    hash = Math.imul(hash, MIX) ^ Math.imul(word ^ (word >>> 24), MIX);
  }
  const rest = data.length - words;
  if (rest > 0) hash = Math.imul(hash ^ data.readUIntLE(words, rest), MIX);
  hash = Math.imul(hash ^ (hash >>> 13), MIX);
  return hash ^ (hash >>> 15);
}

const SEED = 0x9747b28c;
const MIX = 0x5bd1e995;

export const kafkaPartitioner = (deps: KafkaPartitionerDeps): PartitionOf => knownPartitions(deps).partitionOf;

interface KafkaTopicsDeps {
  readonly kafka: ProducingKafka;
  /** The longest that reading a topic's partitions may take, and then connecting and each send, in milliseconds. */
  readonly deadlines: { readonly partitions: number; readonly kafka: number };
  readonly now?: () => Date;
}

/** Where a key belongs, and the sends there. A failed send may mean that the topic was made anew: its partitions are read again. */
export function kafkaTopics({ kafka, deadlines, now }: KafkaTopicsDeps) {
  const { partitionOf, forget } = knownPartitions({ kafka, deadline: deadlines.partitions });
  const sendTo = kafkaProducer({ kafka, deadline: deadlines.kafka, ...(now && { now }) });
  const send: SendToPartition = async (sent) => {
    try {
      return await sendTo(sent);
    } catch (error) {
      forget(sent.topic);
      throw error;
    }
  };
  return { partitionOf, send };
}

function knownPartitions({ kafka, deadline }: KafkaPartitionerDeps) {
  // Partitions are never added to a topic in use, so what was read once holds while sends succeed.
  const known = new Map<string, Promise<readonly unknown[]>>();
  const partitionsOf = (topic: string) => {
    const reading =
      known.get(topic) ?? withDeadline(readPartitions(kafka, topic), deadline, `Reading ${topic}'s partitions`);
    known.set(topic, reading);
    reading.catch(() => known.delete(topic));
    return reading;
  };
  const partitionOf: PartitionOf = async (topic, key) => {
    const partitions = await partitionsOf(topic);
    return (murmur2(key) & 0x7fffffff) % partitions.length;
  };
  return { partitionOf, forget: (topic: string) => known.delete(topic) };
}

async function readPartitions(kafka: ProducingKafka, topic: string): Promise<readonly unknown[]> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics.flatMap(({ partitions }) => partitions);
  } finally {
    await admin.disconnect();
  }
}
