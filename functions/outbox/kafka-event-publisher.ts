import type { PartitionOf } from '../platform/kafka-partitioner.ts';
import type { SendToPartition } from '../platform/kafka-producer.ts';
import type { EventPublisher } from './outbox.ts';

interface KafkaEventPublisherDeps {
  readonly partitionOf: PartitionOf;
  readonly send: SendToPartition;
}

export const kafkaEventPublisher = ({ partitionOf, send }: KafkaEventPublisherDeps): EventPublisher => ({
  partitionOf: ({ topic, key }) => partitionOf(topic, key),
  publish: (place, events) => send({ ...place, messages: [...events] }),
});
