import type { Kafka, RecordMetadata } from 'kafkajs';
import type { EventEntry } from '../../functions/outbox/outbox.ts';
import type { PublishBatch } from '../../test/harness/publisher-load.ts';

/** As kafkajs is usually used: one send for a whole batch, one producer for ever, its promise believed. */
export const naivePublisher =
  ({ idempotent }: { readonly idempotent: boolean }) =>
  (kafka: Kafka, topic: string): PublishBatch => {
    const producer = kafka.producer({ idempotent, allowAutoTopicCreation: false });
    const connected = producer.connect();
    return async (entries, acknowledged) => {
      await connected;
      const messages = entries.map(({ event }, index) => ({ ...event, partition: index % PARTITIONS }));
      try {
        const answer = await producer.send({ topic, acks: -1, messages });
        for (const [index, { event }] of entries.entries()) acknowledged(event.id, placeOf(index, answer));
        return undefined;
      } catch {
        return first(entries);
      }
    };
  };

const PARTITIONS = 3;

/** Where the answer says that the message of this number is; undefined where it says nothing. */
function placeOf(index: number, answer: readonly RecordMetadata[]) {
  const partition = index % PARTITIONS;
  const base = answer.find((metadata) => metadata.partition === partition)?.baseOffset;
  return base === undefined ? undefined : { partition, offset: Number(base) + Math.floor(index / PARTITIONS) };
}

const first = ([entry]: readonly EventEntry[]) => entry;
