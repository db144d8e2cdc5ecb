import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { FlowAlarm } from './flow-alarm.ts';
import type { Kafka } from './kafka.ts';

interface BrokerAlarmsProps {
  readonly stage: Stage;
  readonly kafka: Kafka;
}

/**
 * Watch the brokers that the project runs itself. They tell of causes: what customers feel of them, the alarms of the
 * flow tell.
 */
export function addBrokerAlarms(scope: Construct, { stage, kafka }: BrokerAlarmsProps) {
  const { clusterName, ownBrokers } = kafka;
  if (clusterName === undefined || ownBrokers === undefined) return;
  const cluster = { 'Cluster Name': clusterName };
  const brokers = Array.from({ length: ownBrokers }, (_, index) => String(index + 1));

  new FlowAlarm(scope, 'OfflinePartitions', {
    stage,
    heading: 'brokers-offline-partitions',
    impact: 'Events of some orders can be neither published nor consumed.',
    feltNow: false,
    metric: brokerMetric('OfflinePartitionsCount', cluster),
    threshold: 1,
  });
  new FlowAlarm(scope, 'UnderMinIsr', {
    stage,
    heading: 'brokers-under-min-isr',
    impact: 'Events of some orders are not published: too few brokers hold their partitions.',
    feltNow: false,
    metric: highestOf('UnderMinIsrPartitionCount', cluster, brokers),
    threshold: 1,
  });
  new FlowAlarm(scope, 'Disk', {
    stage,
    heading: 'brokers-disk',
    impact: 'When the disks are full the brokers stop, and no order is charged.',
    feltNow: false,
    metric: highestOf('KafkaDataLogsDiskUsed', cluster, brokers),
    threshold: 85,
  });
}

type Dimensions = Readonly<Record<string, string>>;

export const brokerMetric = (metricName: string, dimensionsMap: Dimensions) =>
  new Metric({
    namespace: 'AWS/Kafka',
    metricName,
    dimensionsMap,
    statistic: Stats.MAXIMUM,
    period: Duration.minutes(5),
  });

/** The highest value of any broker. */
export function highestOf(metricName: string, cluster: Dimensions, brokers: readonly string[]) {
  const metrics = brokers.map((id) => [`b${id}`, brokerMetric(metricName, { ...cluster, 'Broker ID': id })] as const);
  return new MathExpression({
    expression: 'MAX(METRICS())',
    usingMetrics: Object.fromEntries(metrics),
    label: metricName,
    period: Duration.minutes(5),
  });
}
