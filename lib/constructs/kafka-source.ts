import { createHash } from 'node:crypto';
import {
  type CfnEventSourceMapping,
  EventSourceMapping,
  type EventSourceMappingOptions,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import type { KafkaPollers, Stage } from '../stages.ts';
import type { FailedRecords } from './failed-records.ts';
import type { Kafka } from './kafka.ts';
import { allowConsuming } from './kafka-access.ts';
import type { NodeFunction } from './node-function.ts';

interface KafkaSourceProps {
  readonly stage: Stage;
  /** Names its consumer group. */
  readonly consumer: string;
  readonly topic: string;
  readonly kafka: Kafka;
  readonly failedRecords: FailedRecords;
}

/** Reporting failures to a source that does not expect them counts as success and loses records. */
export const failureMode = (pollers: KafkaPollers) => (pollers === 'on-demand' ? 'throw' : 'report');

/** Feeds a topic to a function, each partition in order. */
export function consume(target: NodeFunction, { stage, consumer, topic, kafka, failedRecords }: KafkaSourceProps) {
  const pollers = stage.kafkaPollers;
  const group = stage.topicPrefix + consumer;
  allowConsuming(target, kafka, { topic, group });
  const mapping = new EventSourceMapping(target, 'Topic', {
    target: target.entry,
    eventSourceArn: kafka.clusterArn,
    kafkaTopic: topic,
    kafkaConsumerGroupId: group,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 100,
    maxBatchingWindow: Duration.seconds(0),
    ...(pollers !== 'on-demand' && provisioned({ pollers, stage, target, failedRecords })),
  });
  (mapping.node.defaultChild as CfnEventSourceMapping).overrideLogicalId(idOf(target, [topic, group]));
}

/**
 * Names the mapping after what it reads. Lambda changes neither topic nor group of a mapping, and CloudFormation reports
 * such a change as done (aws-cloudformation/cloudformation-coverage-roadmap#2140): it must be another mapping.
 */
function idOf(target: NodeFunction, reads: readonly string[]) {
  const path = target.node.path.split('/').slice(1).join('');
  const hash = createHash('sha256').update(JSON.stringify(reads)).digest('hex');
  return `${path}Topic${hash.slice(0, 8).toUpperCase()}`;
}

interface Provisioned {
  readonly pollers: Exclude<KafkaPollers, 'on-demand'>;
  readonly stage: Stage;
  readonly target: NodeFunction;
  readonly failedRecords: FailedRecords;
}

/** On-demand pollers know none of these; CDK would accept them and the deployment would fail. */
function provisioned({ pollers, stage, target, failedRecords }: Provisioned): EventSourceMappingOptions {
  return {
    provisionedPollerConfig: {
      minimumPollers: pollers.minimum,
      maximumPollers: pollers.maximum,
      // Mappings of one group share what is paid by the hour.
      pollerGroupName: `chargeonce-${stage.name}`,
    },
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    // Endless retries beside a failure destination silently mean 10: the highest number is written out instead.
    retryAttempts: 10_000,
    maxRecordAge: Duration.days(7),
    onFailure: failedRecords.destinationOf(target),
  };
}
