import middy from '@middy/core';
import * as z from 'zod/mini';
import { QuarantineRequest } from '../contracts/quarantine.ts';
import { readEnv } from '../platform/env.ts';
import { kafkaClient } from '../platform/kafka-client.ts';
import { kafkaPartitioner } from '../platform/kafka-partitioner.ts';
import { kafkaProducer } from '../platform/kafka-producer.ts';
import { flushMetrics, logger, metrics } from '../platform/telemetry.ts';
import { KafkaOperatorEnv } from './env.ts';
import { quarantineRecord } from './quarantine-record.ts';

const kafka = { kafka: kafkaClient(readEnv(KafkaOperatorEnv)), deadline: 10_000 };
const quarantine = quarantineRecord({
  partitionOf: kafkaPartitioner(kafka),
  send: kafkaProducer(kafka),
  now: () => new Date(),
});

/** Kafka work on behalf of those that have no way to the brokers; invoked through the Lambda API. */
export const handler = middy()
  .use(flushMetrics())
  .handler(async (event: unknown) => {
    const request = z.parse(QuarantineRequest, event);
    const place = await quarantine(request);
    metrics.addMetric('RecordsQuarantined', 'Count', 1);
    const { topic, partition, offset } = request.record;
    logger.info('quarantined', { from: { topic, partition, offset }, to: place, error: request.error });
    return place;
  });
