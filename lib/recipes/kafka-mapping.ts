import { createHash } from 'node:crypto';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type CfnEventSourceMapping,
  EventSourceMapping,
  type EventSourceMappingOptions,
  SourceAccessConfigurationType,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { ConsumerMetric } from '../../functions/contracts/metrics.ts';
import { consumerGroup, type Kafka } from '../brokers/kafka.ts';
import { allowConsuming } from '../brokers/kafka-access.ts';
import { FlowAlarm, headingOf, serviceMetric } from '../monitoring/flow-alarm.ts';
import type { FailedRecords } from './failed-records.ts';
import type { NodeFunction } from './node-function.ts';
import type { KafkaPollers, StageSettings } from './stage-settings.ts';

interface KafkaMappingProps {
  readonly stage: StageSettings;
  /** Names its consumer group. */
  readonly consumer: string;
  readonly topic: string;
  readonly kafka: Kafka;
  readonly failedRecords: FailedRecords;
}

/** Reporting failures to a source that does not expect them counts as success and loses records. */
export const failureMode = (pollers: KafkaPollers) => (pollers === 'on-demand' ? 'throw' : 'report');

/** Feeds a topic to a function, each partition in order. */
export function consume(target: NodeFunction, { stage, consumer, topic, kafka, failedRecords }: KafkaMappingProps) {
  const pollers = stage.kafkaPollers;
  const group = consumerGroup(stage, consumer);
  allowConsuming(target, kafka, { topic, group });
  const mapping = new EventSourceMapping(target, 'Topic', {
    target: target.entry,
    ...sourceOf(kafka),
    kafkaTopic: topic,
    kafkaConsumerGroupId: group,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 100,
    maxBatchingWindow: Duration.seconds(0),
    ...(pollers !== 'on-demand' && provisioned({ pollers, stage, target, failedRecords })),
  });
  (mapping.node.defaultChild as CfnEventSourceMapping).overrideLogicalId(idOf(target, [topic, group]));
}

const AUTHENTICATION = {
  scram: SourceAccessConfigurationType.SASL_SCRAM_512_AUTH,
  mtls: SourceAccessConfigurationType.CLIENT_CERTIFICATE_TLS_AUTH,
};

/** The cluster of MSK; or brokers by their addresses, and how pollers come to them. */
function sourceOf({ clusterArn, brokers, selfManaged }: Kafka): EventSourceMappingOptions {
  if (!selfManaged) return clusterArn === undefined ? {} : { eventSourceArn: clusterArn };
  const { auth, secretArn, authoritySecretArn, subnetIds, securityGroupId } = selfManaged;
  return {
    kafkaBootstrapServers: brokers.split(','),
    sourceAccessConfigurations: [
      ...subnetIds.map((id) => ({ type: SourceAccessConfigurationType.VPC_SUBNET, uri: `subnet:${id}` })),
      { type: SourceAccessConfigurationType.VPC_SECURITY_GROUP, uri: `security_group:${securityGroupId}` },
      { type: AUTHENTICATION[auth], uri: secretArn },
      ...(authoritySecretArn ? [{ type: AUTHORITY, uri: authoritySecretArn }] : []),
    ],
  };
}

const AUTHORITY = SourceAccessConfigurationType.of('SERVER_ROOT_CA_CERTIFICATE');

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
  readonly stage: StageSettings;
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

interface ConsumerAlarmsProps {
  readonly stage: StageSettings;
  readonly consumer: NodeFunction;
  readonly name: string;
  readonly impact: string;
  /** Whether docs/runbook.md has entries of this consumer; else those of any consumer hold. */
  readonly inRunbook: boolean;
}

const PERIOD = Duration.minutes(5);
const QUARANTINED: ConsumerMetric = 'RecordsQuarantined';

/** More than a batch for each partition; less than a minute of a busy stage. */
export const LONG_QUEUE = 1_000;

/** Records of a topic that its consumer has not done yet, of all partitions together. */
export const offsetLag = (consumer: NodeFunction, statistic: string = Stats.MAXIMUM) =>
  consumer.metric('OffsetLag', { statistic, period: PERIOD });

/** Watch a consumer: whether it keeps up, and whether it finds records that it can never process. */
export function addConsumerAlarms(scope: Construct, { stage, consumer, name, impact, inRunbook }: ConsumerAlarmsProps) {
  const named = headingOf({ name, kind: 'consumer', inRunbook });
  new FlowAlarm(scope, 'Lag', {
    stage,
    ...named('lag'),
    impact,
    customerFacing: true,
    // The lowest of five minutes: a queue that comes and goes is no alarm.
    metric: offsetLag(consumer, Stats.MINIMUM),
    threshold: LONG_QUEUE,
  });
  new FlowAlarm(scope, 'Quarantine', {
    stage,
    ...named('quarantine'),
    impact: `An order stands still until a person has seen to its event. ${impact}`,
    customerFacing: false,
    metric: serviceMetric({ stage, service: name, name: QUARANTINED, statistic: Stats.SUM, period: PERIOD }),
    threshold: 1,
  });
}
