import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { FlowParts } from './flow-parts.ts';
import { EACH_RUN, graph } from './graph.ts';
import { linesOf } from './lines-of.ts';

export const chargeRow = ({ stage }: FlowParts) => {
  const counted = linesOf({ stage, service: 'payment-processor' });
  const found = linesOf({ stage, service: 'reconciler', period: EACH_RUN });
  const updated = linesOf({ stage, service: 'status-updater' });
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
      left: [found('PaymentsInReview', 'in review now', Stats.MAXIMUM)],
      leftLabel: 'payments',
      right: [counted('SettleConflicts', 'conflicts'), counted('PaymentMismatches', 'mismatches')],
      rightLabel: 'a minute',
      marks: { 'payments-in-review': 1 },
    }),
    graph({
      title: 'Duplicates suppressed',
      left: [
        counted('DuplicatesSuppressed', 'charges not repeated'),
        updated('DuplicatesSuppressed', 'statuses not repeated'),
      ],
      leftLabel: 'records a minute',
    }),
  ];
};
