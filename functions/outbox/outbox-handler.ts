import middy from '@middy/core';
import type { Receipt } from '../contracts/cloud-event.ts';
import { readEnv } from '../platform/env.ts';
import { kafkaTopics, type PartitionOf } from '../platform/kafka-partitioner.ts';
import type { SendToPartition } from '../platform/kafka-producer.ts';
import { leanDynamo } from '../platform/lean-dynamo.ts';
import { producingKafka } from '../platform/producing-kafka.ts';
import { traceIdOf } from '../platform/spans.ts';
import { measureStreamAge, type StreamRecord, streamRecords, streamResponse } from '../platform/stream-batch.ts';
import { flushMetrics, levelOf, logger, measure } from '../platform/telemetry.ts';
import type { OutboxTable } from './dynamo-outbox.ts';
import { OutboxEnv } from './env.ts';
import type { EventEntry, EventPublisher, Outbox, PublishReport, RowEvents } from './outbox.ts';
import { publishOutbox } from './publish-outbox.ts';
import { DEADLINES, TIME_PER_SEND } from './publish-partition.ts';

interface OutboxHandlerOptions {
  readonly outbox: (table: OutboxTable) => Outbox;
  /** What a changed row asks for, given what the stage's topics begin with. */
  readonly read: (topicPrefix: string) => (record: StreamRecord) => RowEvents;
  /** What the events' Kafka key is called in log lines. */
  readonly keyedBy: string;
}

/**
 * The Lambda handler of a table's publisher, fed by the table's stream: a record counts as done when the brokers have its events.
 * Reads OutboxEnv.
 */
export function outboxHandler({ outbox, read, keyedBy }: OutboxHandlerOptions) {
  const env = readEnv(OutboxEnv);
  const now = () => new Date();
  const kafka = producingKafka(env);
  const publish = publishOutbox({
    publisher: kafkaEventPublisher(kafkaTopics({ kafka, deadlines: DEADLINES, now })),
    outbox: outbox({ dynamo: leanDynamo(), table: env.OUTBOX_TABLE, now }),
    report: publishReport(keyedBy),
    now,
  });
  const eventsOf = read(env.TOPIC_PREFIX);
  return middy()
    .use(flushMetrics())
    .use(measureStreamAge(now))
    .handler(async (event: unknown, context) => {
      const rows = streamRecords(event).map((record) => ({ ...eventsOf(record), record }));
      const failed = await publish(rows, () => context.getRemainingTimeInMillis() > TIME_PER_SEND);
      return streamResponse(failed?.record);
    });
}

/** What happened to each event, as a metric and a log line. `keyedBy` is what the events' key is called there. */
export const publishReport = (keyedBy: string): PublishReport => {
  const idsOf = ({ event }: EventEntry) => ({
    [keyedBy]: event.key,
    eventId: event.id,
    traceId: traceIdOf(event.headers.traceparent),
  });
  return {
    published(entry, receipt) {
      measure('EventsPublished');
      const isFirst = entry.requeues === 0;
      // A copy's own time says nothing: it may have been asked for weeks later.
      if (isFirst) measure('PublishLagMilliseconds', lagOf(entry, receipt));
      logger[levelOf(isFirst)]('published', { ...idsOf(entry), receipt });
    },
    refused({ rowKey, reason }) {
      measure('EventsRefused');
      logger.error('can never be published', { rowKey, reason });
    },
    failed(entry, error) {
      measure('PublicationsFailed');
      logger.error('not published, will be retried', { ...(entry.kind === 'event' ? idsOf(entry) : entry), error });
    },
    receiptFailed(entry, error) {
      measure('ReceiptsFailed');
      logger.warn('published, but its receipt is not recorded', { ...idsOf(entry), error });
    },
    unread(entry, error) {
      logger.warn('the row was not read, its events are published as the stream showed them', {
        ...idsOf(entry),
        error,
      });
    },
  };
};

/** From the moment that the event reports to the brokers' acknowledgement. */
const lagOf = ({ event }: EventEntry, { acknowledgedAt }: Receipt) =>
  Math.max(0, Date.parse(acknowledgedAt) - Date.parse(event.headers.ce_time));

interface KafkaEventPublisherDeps {
  readonly partitionOf: PartitionOf;
  readonly send: SendToPartition;
}

export const kafkaEventPublisher = ({ partitionOf, send }: KafkaEventPublisherDeps): EventPublisher => ({
  partitionOf: ({ topic, key }) => partitionOf(topic, key),
  publish: (place, events) => send({ ...place, messages: [...events] }),
});
