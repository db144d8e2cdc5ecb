import { type IMetric, Metric, SearchExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { CONSUMERS } from '../../functions/contracts/events.ts';
import { consumerGroup } from '../brokers/kafka.ts';
import { LONG_QUEUE, offsetLag } from '../recipes/kafka-mapping.ts';
import { type FlowParts, graph, PERIOD } from './graph.ts';

interface Subscription {
  readonly group: string;
  readonly topic: string;
}

/** A consumer's lag in records, and in the time that it would take: per partition where the brokers report it. */
export const consumeRow = ({ stage, kafka, topics, functionOf }: FlowParts) =>
  Object.values(CONSUMERS).flatMap(({ name, event }) => {
    const subscription = { group: consumerGroup(stage, name), topic: topics.events[event] };
    const { records, seconds } = lagOf(stage.partitionMetrics, kafka.clusterName, subscription);
    return [
      graph({
        title: `${name}: records behind`,
        left: [offsetLag(functionOf(name)).with({ label: 'all partitions', period: PERIOD }), ...records],
        leftLabel: 'records',
        marks: { [`${name}-lag`]: LONG_QUEUE },
      }),
      graph({ title: `${name}: time behind`, left: seconds, leftLabel: 'seconds' }),
    ];
  });

function lagOf(partitionMetrics: boolean, clusterName: string, subscription: Subscription) {
  if (partitionMetrics)
    return {
      records: [ofPartitions('OffsetLag', subscription)],
      seconds: [ofPartitions('EstimatedTimeLag', subscription)],
    };
  const of = ofTopic(clusterName, subscription);
  return { records: [of('MaxOffsetLag', 'worst partition')], seconds: [of('EstimatedMaxTimeLag', 'worst partition')] };
}

const ofTopic =
  (clusterName: string, { group, topic }: Subscription) =>
  (metricName: string, label: string): IMetric =>
    new Metric({
      namespace: 'AWS/Kafka',
      metricName,
      dimensionsMap: { 'Cluster Name': clusterName, 'Consumer Group': group, Topic: topic },
      statistic: Stats.MAXIMUM,
      period: PERIOD,
      label,
    });

/** A search, since it is the cluster that knows its partitions. */
const ofPartitions = (metricName: string, { group, topic }: Subscription): IMetric =>
  new SearchExpression({
    expression: `SEARCH('Namespace="AWS/Kafka" MetricName="${metricName}" "Consumer Group"="${group}" Topic="${topic}"', 'Maximum')`,
    label: `partition \${PROP('Dim.Partition')}`,
    period: PERIOD,
  });
