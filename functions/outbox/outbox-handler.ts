import middy from '@middy/core';
import { dynamoClient } from '../platform/dynamo.ts';
import { readEnv } from '../platform/env.ts';
import { kafkaClient } from '../platform/kafka-client.ts';
import { kafkaTopics } from '../platform/kafka-partitioner.ts';
import { measureStreamAge, type StreamRecord, streamRecords, streamResponse } from '../platform/stream-batch.ts';
import { flushMetrics } from '../platform/telemetry.ts';
import type { OutboxTable } from './dynamo-outbox.ts';
import { OutboxEnv } from './env.ts';
import { kafkaEventPublisher } from './kafka-event-publisher.ts';
import type { Outbox, RowEvents } from './outbox.ts';
import { publishOutbox } from './publish-outbox.ts';
import { DEADLINES, TIME_PER_SEND } from './publish-partition.ts';
import { publishReport } from './publish-report.ts';

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
  const kafka = kafkaClient(env);
  const publish = publishOutbox({
    publisher: kafkaEventPublisher(kafkaTopics({ kafka, deadlines: DEADLINES, now })),
    outbox: outbox({ dynamo: dynamoClient(), table: env.OUTBOX_TABLE, now }),
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
