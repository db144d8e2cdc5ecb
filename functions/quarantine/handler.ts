import middy from '@middy/core';
import { withDeadline } from '../platform/deadline.ts';
import { readEnv } from '../platform/env.ts';
import { kafkaTopics } from '../platform/kafka-partitioner.ts';
import { producingKafka } from '../platform/producing-kafka.ts';
import { flushMetrics } from '../platform/telemetry.ts';
import { QuarantineEnv } from './env.ts';
import { quarantineRecord, readRequest, reportQuarantined } from './quarantine-record.ts';

const kafka = producingKafka(readEnv(QuarantineEnv));
const quarantine = quarantineRecord({
  ...kafkaTopics({ kafka, deadlines: { partitions: 10_000, kafka: 10_000 } }),
  now: () => new Date(),
});
const TIME_TO_SAY_SO = 2_000;

/** Takes the bad records of consumers, which have no way to the brokers; invoked through the Lambda API. */
export const handler = middy()
  .use(flushMetrics())
  .handler(async (event: unknown, context) => {
    const request = readRequest(event);
    const answer = await withDeadline(
      quarantine(request),
      context.getRemainingTimeInMillis() - TIME_TO_SAY_SO,
      request.action,
    );
    reportQuarantined(request, answer);
    return answer;
  });
