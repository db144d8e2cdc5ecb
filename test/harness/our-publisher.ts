import type { Kafka } from 'kafkajs';
import { kafkaEventPublisher } from '../../functions/outbox-publisher/kafka-event-publisher.ts';
import type { Outbox } from '../../functions/outbox-publisher/outbox.ts';
import { DEADLINES, publishOutbox } from '../../functions/outbox-publisher/publish-outbox.ts';
import { kafkaTopics } from '../../functions/platform/kafka-partitioner.ts';
import { recordedPublications } from '../doubles/recorded-publications.ts';
import type { PublishBatch } from './publisher-load.ts';

/** The publisher as its handler wires it; only that its receipts are told instead of written. */
export function ourPublisher(kafka: Kafka, topic: string): PublishBatch {
  const now = () => new Date();
  const publisher = kafkaEventPublisher({ topic, ...kafkaTopics({ kafka, deadlines: DEADLINES, now }) });
  return async (entries, acknowledged) => {
    const outbox: Outbox = {
      close: async ({ event }, receipt) => acknowledged(event.id, receipt),
      refuse: async () => undefined,
    };
    const failed = await publishOutbox({ publisher, outbox, report: recordedPublications().report, now })(entries);
    return failed?.kind === 'event' ? failed : undefined;
  };
}
