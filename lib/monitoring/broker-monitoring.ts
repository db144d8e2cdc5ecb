import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Kafka } from '../brokers/kafka.ts';
import type { Stage } from '../stages.ts';
import { FlowAlarm } from './flow-alarm.ts';
import { graph } from './graph.ts';

interface BrokerAlarmsProps {
  readonly stage: Stage;
  readonly kafka: Kafka;
}

/** Watch causes: what customers feel of them is reported by the alarms of the flow. */
export function addBrokerAlarms(scope: Construct, { stage, kafka }: BrokerAlarmsProps) {
  const own = watchedCluster(kafka);
  if (own === undefined) return;

  new FlowAlarm(scope, 'BrokersOfflinePartitions', {
    stage,
    heading: 'brokers-offline-partitions',
    impact: 'Events of some orders can be neither published nor consumed.',
    customerFacing: false,
    metric: brokerMetric('OfflinePartitionsCount', own.cluster),
    threshold: 1,
  });
  new FlowAlarm(scope, 'BrokersUnderMinIsr', {
    stage,
    heading: 'brokers-under-min-isr',
    impact: 'Events of some orders are not published: too few brokers hold their partitions.',
    customerFacing: false,
    metric: highestOf('UnderMinIsrPartitionCount', own),
    threshold: 1,
  });
  new FlowAlarm(scope, 'BrokersDisk', {
    stage,
    heading: 'brokers-disk',
    impact: 'When the disks are full the brokers stop, and no order is charged.',
    customerFacing: false,
    metric: highestOf('KafkaDataLogsDiskUsed', own),
    threshold: 85,
  });
}

/** The brokers, where the project runs them itself. */
export function brokerGraph(kafka: Kafka) {
  const own = watchedCluster(kafka);
  if (own === undefined) return [];
  return [
    graph({
      title: 'Brokers',
      left: [
        brokerMetric('OfflinePartitionsCount', own.cluster).with({ label: 'partitions offline' }),
        highestOf('UnderMinIsrPartitionCount', own, 'partitions below min ISR'),
      ],
      leftLabel: 'partitions',
      right: [highestOf('KafkaDataLogsDiskUsed', own, 'fullest disk')],
      rightLabel: '%',
    }),
  ];
}

/** A cluster as CloudWatch knows it. */
interface WatchedCluster {
  readonly cluster: { readonly 'Cluster Name': string };
  readonly brokerIds: readonly string[];
}

/** The brokers that the project runs itself; undefined where they are another's, or imitated. */
function watchedCluster({ clusterName, ownBrokers }: Kafka): WatchedCluster | undefined {
  if (ownBrokers === undefined) return undefined;
  return {
    cluster: { 'Cluster Name': clusterName },
    brokerIds: Array.from({ length: ownBrokers }, (_, index) => String(index + 1)),
  };
}

const PERIOD = Duration.minutes(5);

const brokerMetric = (metricName: string, dimensions: Readonly<Record<string, string>>) =>
  new Metric({
    namespace: 'AWS/Kafka',
    metricName,
    dimensionsMap: dimensions,
    statistic: Stats.MAXIMUM,
    period: PERIOD,
  });

/** The highest value of any broker. Each by its name: METRICS() would be all metrics of a graph. */
function highestOf(metricName: string, { cluster, brokerIds }: WatchedCluster, label = metricName) {
  const metrics = brokerIds.map((id) => ({
    id: `of${metricName}${id}`,
    metric: brokerMetric(metricName, { ...cluster, 'Broker ID': id }),
  }));
  return new MathExpression({
    expression: `MAX([${metrics.map(({ id }) => id).join()}])`,
    usingMetrics: Object.fromEntries(metrics.map(({ id, metric }) => [id, metric])),
    label,
    period: PERIOD,
  });
}
