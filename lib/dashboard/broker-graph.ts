import { brokerMetric, highestOf, ownCluster } from '../constructs/broker-alarms.ts';
import type { Kafka } from '../constructs/kafka.ts';
import { graph } from './graph.ts';

/** The brokers, where the project runs them itself. */
export function brokerGraph(kafka: Kafka) {
  const own = ownCluster(kafka);
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
