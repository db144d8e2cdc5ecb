import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { MetricOf } from '../../functions/contracts/metrics.ts';
import { flowMetric } from '../constructs/flow-metric.ts';
import { brokerGraph } from './broker-graph.ts';
import type { FlowParts } from './flow-parts.ts';
import { graph } from './graph.ts';

export const repairRow = ({ stage, kafka }: FlowParts) => {
  const found = (name: MetricOf<'reconciler'>, label: string, statistic: string = Stats.SUM) =>
    flowMetric({ stage, service: 'reconciler', name, label, statistic, period: Duration.minutes(5) });
  const operated = (name: MetricOf<'kafka-operator'>, label: string, statistic: string) =>
    flowMetric({ stage, service: 'kafka-operator', name, label, statistic, period: Duration.minutes(5) });
  const added = flowMetric({
    stage,
    service: 'quarantine',
    name: 'RecordsQuarantined',
    label: 'added',
    statistic: Stats.SUM,
    period: Duration.minutes(5),
  });
  return [
    graph({
      title: 'Quarantine',
      // Redriven records are among them until they expire after 30 days.
      left: [operated('QuarantineDepth', 'records held, redriven ones too', Stats.MAXIMUM)],
      leftLabel: 'records',
      right: [added, operated('RecordsRedriven', 'redriven', Stats.SUM)],
      rightLabel: 'in five minutes',
    }),
    graph({
      title: 'Requeued by the reconciler',
      left: [found('OrdersRequeued', "orders' events"), found('PaymentsRequeued', "payments' events")],
      leftLabel: 'in five minutes',
      right: [found('ReconcileFailures', 'not reconciled'), found('ReconcileRunsCutShort', 'runs cut short')],
      rightLabel: 'in five minutes',
    }),
    graph({
      title: 'Left to an operator',
      left: [
        found('PublishFailures', 'can not be published', Stats.MAXIMUM),
        found('UnreadableRows', 'can not be read', Stats.MAXIMUM),
      ],
      leftLabel: 'rows',
      marks: { 'publish-failures': 1 },
    }),
    ...brokerGraph(kafka),
  ];
};
