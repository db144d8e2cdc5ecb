import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { MetricOf } from '../../functions/contracts/metrics.ts';
import { flowMetric } from '../constructs/flow-metric.ts';
import type { FlowParts } from './flow-parts.ts';
import { graph, PERIOD } from './graph.ts';

export const chargeRow = ({ stage }: FlowParts) => {
  const counted = (name: MetricOf<'payment-processor'>, label: string, statistic: string = Stats.SUM) =>
    flowMetric({ stage, service: 'payment-processor', name, label, statistic, period: PERIOD });
  return [
    graph({
      title: 'Charge latency, as the gateway answers',
      left: ['p50', 'p99'].map((statistic) => counted('ChargeMilliseconds', statistic, statistic)),
      leftLabel: 'ms',
    }),
    graph({
      title: 'Payments decided',
      left: [counted('PaymentsCaptured', 'captured'), counted('PaymentsDeclined', 'declined')],
      leftLabel: 'payments a minute',
      right: [counted('UnknownOutcomes', 'unknown outcomes'), counted('PaymentsHeld', 'held by another attempt')],
      rightLabel: 'to come again, a minute',
    }),
    graph({
      title: 'In review, and contradictions',
      left: [
        flowMetric({
          stage,
          service: 'reconciler',
          name: 'PaymentsInReview',
          label: 'in review now',
          statistic: Stats.MAXIMUM,
          period: Duration.minutes(5),
        }),
      ],
      leftLabel: 'payments',
      right: [counted('SettleConflicts', 'conflicts'), counted('PaymentMismatches', 'mismatches')],
      rightLabel: 'a minute',
      marks: { 'payments-in-review': 1 },
    }),
    graph({
      title: 'Duplicates suppressed',
      left: [
        counted('DuplicatesSuppressed', 'charges not repeated'),
        flowMetric({
          stage,
          service: 'status-updater',
          name: 'DuplicatesSuppressed',
          label: 'statuses not repeated',
          statistic: Stats.SUM,
          period: PERIOD,
        }),
      ],
      leftLabel: 'records a minute',
    }),
  ];
};
