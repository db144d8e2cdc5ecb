import middy from '@middy/core';
import * as z from 'zod/mini';
import {
  type ConsumerLagRequest,
  type DescribeTopicRequest,
  OperatorRequest,
  type QuarantineDepthRequest,
} from '../contracts/operator-request.ts';
import { withDeadline } from '../platform/deadline.ts';
import { readEnv } from '../platform/env.ts';
import { kafkaClient } from '../platform/kafka-client.ts';
import { hasCredentials, kafkaCredentials, producingBy } from '../platform/kafka-credentials.ts';
import { kafkaTopics } from '../platform/kafka-partitioner.ts';
import { flushMetrics } from '../platform/telemetry.ts';
import { measureLag, resetOffsets } from './consumer-groups.ts';
import { KafkaOperatorEnv } from './env.ts';
import { type Cluster, kafkaConsumerGroup, partitionLeaders, withCluster } from './kafka-cluster.ts';
import { kafkaRecordLog } from './kafka-record-log.ts';
import { listQuarantined, measureQuarantine } from './list-quarantined.ts';
import { report } from './operator-report.ts';
import { describeTopic, readRecord, readRecords } from './record-log.ts';
import { redrive } from './redrive.ts';

const env = readEnv(KafkaOperatorEnv);
const credentials = hasCredentials(env) ? kafkaCredentials(env) : undefined;
const writing = {
  ...kafkaTopics({ kafka: producingBy(kafkaClient, env), deadlines: { partitions: 10_000, kafka: 10_000 } }),
  now: () => new Date(),
};
/** No record of a page is begun with less time left: one that is put back at its slowest takes as long. */
const TIME_PER_RECORD = 35_000;
const TIME_TO_SAY_SO = 2_000;

/** Kafka work for operators, who have no way to the brokers; invoked through the Lambda API. */
export const handler = middy()
  .use(flushMetrics())
  .handler(async (event: unknown, context) => {
    const request = z.parse(OperatorRequest, event);
    const answer = await withDeadline(
      answerTo(request, () => context.getRemainingTimeInMillis() > TIME_PER_RECORD),
      context.getRemainingTimeInMillis() - TIME_TO_SAY_SO,
      request.action,
    );
    report(request, answer);
    return answer;
  });

const answerTo = async (request: OperatorRequest, mayGoOn: () => boolean): Promise<object> =>
  withCluster(kafkaClient(env, await credentials?.()), async (cluster) => {
    const reading = { log: kafkaRecordLog(cluster), groups: kafkaConsumerGroup(cluster), mayGoOn };
    if (isMeasure(request)) return measure(cluster, request);
    switch (request.action) {
      case 'read-record':
        return readRecord(reading)(request);
      case 'read-records':
        return readRecords(reading)(request);
      case 'list-quarantined':
        return listQuarantined(reading)(request);
      case 'redrive':
        return redrive({ ...reading, ...writing })(request);
      case 'reset-offsets':
        return resetOffsets(reading)(request);
    }
  });

type MeasureRequest = QuarantineDepthRequest | ConsumerLagRequest | DescribeTopicRequest;

const MEASURES: readonly string[] = ['quarantine-depth', 'consumer-lag', 'describe-topic'];
const isMeasure = (request: OperatorRequest): request is MeasureRequest => MEASURES.includes(request.action);

function measure(cluster: Cluster, request: MeasureRequest): Promise<object> {
  const reading = { log: kafkaRecordLog(cluster), groups: kafkaConsumerGroup(cluster) };
  switch (request.action) {
    case 'quarantine-depth':
      return measureQuarantine(reading)(request);
    case 'consumer-lag':
      return measureLag(reading)(request);
    case 'describe-topic':
      return describeTopic({ ...reading, leadersOf: partitionLeaders(cluster) })(request);
  }
}
