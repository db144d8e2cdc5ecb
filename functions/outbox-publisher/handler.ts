import middy from '@middy/core';
import { dynamoClient } from '../platform/dynamo.ts';
import { readEnv } from '../platform/env.ts';
import { kafkaClient } from '../platform/kafka-client.ts';
import { kafkaTopics } from '../platform/kafka-partitioner.ts';
import { measureStreamAge, streamRecords, streamResponse } from '../platform/stream-batch.ts';
import { flushMetrics } from '../platform/telemetry.ts';
import { dynamoOrderOutbox, dynamoPaymentOutbox } from './dynamo-outbox.ts';
import { OutboxPublisherEnv } from './env.ts';
import { kafkaEventPublisher } from './kafka-event-publisher.ts';
import { readOrderEntry, readPaymentEntry } from './outbox-events.ts';
import { DEADLINES, publishOutbox, TIME_PER_SEND } from './publish-outbox.ts';
import { publishReport } from './publish-report.ts';

const env = readEnv(OutboxPublisherEnv);
const topic = env.TOPIC;
const now = () => new Date();
const kafka = kafkaClient(env);
const rows = { dynamo: dynamoClient(), table: env.OUTBOX_TABLE, now };

const outboxes = {
  orders: { outbox: dynamoOrderOutbox(rows), read: readOrderEntry(topic) },
  payments: { outbox: dynamoPaymentOutbox(rows), read: readPaymentEntry(topic) },
};
const { outbox, read } = outboxes[env.OUTBOX];
const publisher = kafkaEventPublisher({ topic, ...kafkaTopics({ kafka, deadlines: DEADLINES, now }) });
const publish = publishOutbox({ publisher, outbox, report: publishReport, now });

export const handler = middy()
  .use(flushMetrics())
  .use(measureStreamAge(now))
  .handler(async (event: unknown, context) => {
    const records = streamRecords(event);
    const entries = records.map(read);
    const failed = await publish(entries, () => context.getRemainingTimeInMillis() > TIME_PER_SEND);
    return streamResponse(failed && records[entries.indexOf(failed)]);
  });
