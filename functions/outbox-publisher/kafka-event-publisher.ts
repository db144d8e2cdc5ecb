import type { PartitionOf } from '../platform/kafka-partitioner.ts';
import type { SendToPartition } from '../platform/kafka-producer.ts';
import type { EventPublisher } from './outbox.ts';

interface KafkaEventPublisherDeps {
  readonly topic: string;
  readonly partitionOf: PartitionOf;
  readonly send: SendToPartition;
}

export const kafkaEventPublisher = ({ topic, partitionOf, send }: KafkaEventPublisherDeps): EventPublisher => ({
  partitionOf: ({ key }) => partitionOf(topic, key),
  publish: (partition, events) => send({ topic, partition, messages: [...events] }),
});
