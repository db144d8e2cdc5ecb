import type { IHeaders, Kafka, Producer, RecordMetadata } from 'kafkajs';
import { withDeadline } from './deadline.ts';

export interface KafkaMessage {
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers: IHeaders;
}

export interface PartitionSend {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
}

/** Sends to ONE partition and answers the offset of the first message. Rejects unless the broker confirmed exactly that. */
export type SendToPartition = (send: PartitionSend) => Promise<number>;

interface KafkaProducerDeps {
  readonly kafka: Kafka;
  /** The longest that connecting, and each send, may take, in milliseconds. */
  readonly deadline: number;
}

interface Connection {
  readonly producer: Producer;
  readonly underWay: Set<Promise<number>>;
}

/**
 * A producer that never acknowledges what is in no log: kafkajs's idempotent mode is off, a send goes to one partition,
 * its answer is checked, and a producer whose send failed is not used again (docs/adr/003).
 */
export function kafkaProducer({ kafka, deadline }: KafkaProducerDeps): SendToPartition {
  let current: Promise<Connection> | undefined;
  const discard = (connecting: Promise<Connection>) => {
    if (current === connecting) current = undefined;
    void closeWhenIdle(connecting);
  };
  return async (send) => {
    current ??= connect(kafka);
    const connecting = current;
    try {
      const connection = await withDeadline(connecting, deadline, 'Connecting to Kafka');
      return await withDeadline(track(connection, send), deadline, `Sending to ${send.topic}-${send.partition}`);
    } catch (error) {
      discard(connecting);
      throw error;
    }
  };
}

async function connect(kafka: Kafka): Promise<Connection> {
  const producer = kafka.producer({ idempotent: false, allowAutoTopicCreation: false });
  await producer.connect();
  return { producer, underWay: new Set() };
}

async function track({ producer, underWay }: Connection, send: PartitionSend): Promise<number> {
  const sending = sendToPartition(producer, send);
  underWay.add(sending);
  try {
    return await sending;
  } finally {
    underWay.delete(sending);
  }
}

async function sendToPartition(producer: Producer, { topic, partition, messages }: PartitionSend): Promise<number> {
  const answer = await producer.send({
    topic,
    acks: -1,
    messages: messages.map((message) => ({ ...message, partition })),
  });
  return confirmedOffset(answer, { topic, partition });
}

/** kafkajs may resolve although a partition is missing from the broker's answer: only the expected one, alone, counts. */
export function confirmedOffset(
  answer: readonly RecordMetadata[],
  expected: { topic: string; partition: number },
): number {
  const [metadata, ...others] = answer;
  const confirmed =
    metadata !== undefined &&
    others.length === 0 &&
    metadata.topicName === expected.topic &&
    metadata.partition === expected.partition &&
    metadata.errorCode === 0;
  if (!confirmed || metadata.baseOffset === undefined)
    throw new Error(`Kafka did not confirm ${expected.topic}-${expected.partition}: ${JSON.stringify(answer)}`);
  return Number(metadata.baseOffset);
}

/** Sends to other partitions may still be under way on a producer that is given up. */
async function closeWhenIdle(connecting: Promise<Connection>) {
  const [outcome] = await Promise.allSettled([connecting]);
  if (outcome.status === 'rejected') return;
  await Promise.allSettled(outcome.value.underWay);
  await Promise.allSettled([outcome.value.producer.disconnect()]);
}
