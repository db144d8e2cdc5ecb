import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { MetricOf } from '../../functions/contracts/metrics.ts';
import type { Stage } from '../stages.ts';
import { FlowAlarm } from './flow-alarm.ts';
import { flowMetric } from './flow-metric.ts';

/** Watch the charges: whether the gateway answers, and whether two answers contradict each other. */
export function addPaymentAlarms(scope: Construct, { stage }: { readonly stage: Stage }) {
  const counted = (name: MetricOf<'payment-processor'>) =>
    flowMetric({ stage, service: 'payment-processor', name, statistic: Stats.SUM, period: Duration.minutes(5) });
  new FlowAlarm(scope, 'UnknownOutcomes', {
    stage,
    heading: 'unknown-outcomes',
    impact: 'Orders are not charged: the gateway does not say whether it has taken the money.',
    feltNow: true,
    metric: counted('UnknownOutcomes'),
    // One order whose answers get lost makes fewer in five minutes.
    threshold: 10,
  });
  new FlowAlarm(scope, 'SettleConflicts', {
    stage,
    heading: 'settle-conflicts',
    impact: 'A customer may have been charged twice, or charged for an order that shows something else.',
    feltNow: true,
    metric: counted('SettleConflicts'),
    threshold: 1,
  });
}
