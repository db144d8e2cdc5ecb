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
import { readOrderEvents, readPaymentEvents } from './outbox-events.ts';
import { publishOutbox } from './publish-outbox.ts';
import { DEADLINES, TIME_PER_SEND } from './publish-partition.ts';
import { publishReport } from './publish-report.ts';

const env = readEnv(OutboxPublisherEnv);
const prefix = env.TOPIC_PREFIX;
const now = () => new Date();
const kafka = kafkaClient(env);
const rows = { dynamo: dynamoClient(), table: env.OUTBOX_TABLE, now };

const outboxes = {
  orders: { outbox: dynamoOrderOutbox(rows), read: readOrderEvents(prefix) },
  payments: { outbox: dynamoPaymentOutbox(rows), read: readPaymentEvents(prefix) },
};
const { outbox, read } = outboxes[env.OUTBOX];
const publisher = kafkaEventPublisher(kafkaTopics({ kafka, deadlines: DEADLINES, now }));
const publish = publishOutbox({ publisher, outbox, report: publishReport, now });

export const handler = middy()
  .use(flushMetrics())
  .use(measureStreamAge(now))
  .handler(async (event: unknown, context) => {
    const records = streamRecords(event);
    const rows = records.map((record) => ({ ...read(record), record }));
    const failed = await publish(rows, () => context.getRemainingTimeInMillis() > TIME_PER_SEND);
    return streamResponse(failed?.record);
  });
