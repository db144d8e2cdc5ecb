import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { brokerGraph } from './broker-graph.ts';
import type { FlowParts } from './flow-parts.ts';
import { EACH_RUN, graph } from './graph.ts';
import { linesOf } from './lines-of.ts';

export const repairRow = ({ stage, kafka }: FlowParts) => {
  const found = linesOf({ stage, service: 'reconciler', period: EACH_RUN });
  const operated = linesOf({ stage, service: 'kafka-operator', period: EACH_RUN });
  const quarantined = linesOf({ stage, service: 'quarantine', period: EACH_RUN });
  return [
    graph({
      title: 'Quarantine',
      // Redriven records are among them until they expire after 30 days.
      left: [operated('QuarantineDepth', 'records held, redriven ones too', Stats.MAXIMUM)],
      leftLabel: 'records',
      right: [quarantined('RecordsQuarantined', 'added'), operated('RecordsRedriven', 'redriven')],
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
