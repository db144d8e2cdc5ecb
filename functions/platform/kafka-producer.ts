import type { IHeaders, Producer, RecordMetadata } from 'kafkajs';
import { type KafkaConnectionDeps, kafkaConnection } from './kafka-connection.ts';
import { spans } from './spans.ts';

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

/**
 * A producer that never acknowledges what is in no log: kafkajs's idempotent mode is off, a send goes to one partition,
 * its answer is checked, and a producer whose send failed is not used again (docs/adr/003).
 */
export function kafkaProducer(deps: KafkaConnectionDeps): SendToPartition {
  const use = kafkaConnection(deps);
  return (send) =>
    use({
      what: `Sending to ${send.topic}-${send.partition}`,
      work: (producer) => spans.trace(send.messages.map(stepOf), () => sendToPartition(producer, send)),
    });
}

/** Of a header that is there more than once the last counts, as for consumers. */
const stepOf = ({ headers }: KafkaMessage) => ({ traceparent: [headers['traceparent']].flat().at(-1)?.toString() });

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
