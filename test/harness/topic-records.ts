import { randomUUID } from 'node:crypto';
import type { Kafka, KafkaMessage, Message } from 'kafkajs';
import { waitFor } from './wait-for.ts';

export interface TopicRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: KafkaMessage['headers'];
}

/** All records of a topic from its beginning, once the broker has as many as it says; in the order of each partition. */
export async function readAllRecords(kafka: Kafka, topic: string): Promise<TopicRecord[]> {
  // A partition may be without a leader for a moment.
  const { stored } = await waitFor(async () => ({ stored: await countRecords(kafka, topic) }), {
    within: 20_000,
    what: `the extent of ${topic}`,
  });
  // A group that is balanced anew begins again: by their places, so that none counts twice.
  const records = new Map<string, TopicRecord>();
  const consumer = kafka.consumer({ groupId: `test-${randomUUID()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      async eachMessage({ partition, message: { offset, key, value, headers } }) {
        records.set(`${partition}@${offset}`, { partition, offset: Number(offset), key, value, headers });
      },
    });
    await waitFor(() => records.size >= stored, { within: 20_000, what: `${stored} records of ${topic}` });
    return [...records.values()].sort((one, other) => one.offset - other.offset);
  } finally {
    await consumer.disconnect();
  }
}

async function countRecords(kafka: Kafka, topic: string): Promise<number> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  } finally {
    await admin.disconnect();
  }
}

/** Sends records of any kind, with a producer of its own. */
export async function sendRecords(kafka: Kafka, topic: string, messages: Message[]) {
  const producer = kafka.producer();
  await producer.connect();
  if (messages.length > 0) await producer.send({ topic, messages });
  await producer.disconnect();
}
