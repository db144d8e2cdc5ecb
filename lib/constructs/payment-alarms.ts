import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { MetricOf } from '../../functions/contracts/metrics.ts';
import type { Stage } from '../stages.ts';
import { FlowAlarm } from './flow-alarm.ts';
import { flowMetric } from './flow-metric.ts';

/** The functions that make payments. */
const PAYERS = ['payment-processor', 'payment-retrier'] as const;
type Payer = (typeof PAYERS)[number];

const PERIOD = Duration.minutes(5);

interface PaymentAlarmsProps {
  readonly stage: Stage;
  readonly service: Payer;
}

/**
 * Watch what a function charges: whether the gateway lets it, and whether two attempts contradict each other. Each function has
 * its own alarms, since emulators know no metric math.
 */
export function addPaymentAlarms(scope: Construct, { stage, service }: PaymentAlarmsProps) {
  const counted = (name: MetricOf<Payer>) => flowMetric({ stage, service, name, statistic: Stats.SUM, period: PERIOD });
  const common = { stage, of: service, feltNow: true };
  new FlowAlarm(scope, 'GatewayRefusesOurAccount', {
    ...common,
    heading: 'gateway-refuses-our-account',
    impact: 'No order is charged or declined: they wait until the account or the key at the gateway is put right.',
    metric: counted('GatewayMisconfigured'),
    threshold: 1,
  });
  new FlowAlarm(scope, 'GatewayUnreachable', {
    ...common,
    heading: 'gateway-unreachable',
    impact: 'Orders are not charged: the gateway can not be reached.',
    metric: counted('GatewayUnreachable'),
    // A connection that fails now and then makes fewer in five minutes.
    threshold: 10,
  });
  new FlowAlarm(scope, 'SettleConflicts', {
    ...common,
    heading: 'settle-conflicts',
    impact: 'A customer may have been charged twice, or charged for an order that shows something else.',
    metric: counted('SettleConflicts'),
    threshold: 1,
  });
}

/** Fewer payments say nothing: at night three customers may have three bad cards. */
const FEWEST_PAYMENTS = 20;

/** Watches the share of payments that the gateway declines. */
export function addManyDeclinedAlarm(scope: Construct, stage: Stage) {
  // Emulators know no metric math.
  if (stage.endpoint !== undefined) return;
  const period = Duration.minutes(15);
  const counted = (service: Payer, name: MetricOf<Payer>) =>
    flowMetric({ stage, service, name, statistic: Stats.SUM, period });
  // Unlike `+`, SUM passes over a metric that has no value: a period may have nothing but declines.
  const declined = 'SUM([declined, declinedLater])';
  const decided = 'SUM([declined, declinedLater, captured, capturedLater])';
  new FlowAlarm(scope, 'ManyDeclined', {
    stage,
    heading: 'many-declined',
    impact: 'Customers can not pay: the gateway declines most payments.',
    feltNow: false,
    metric: new MathExpression({
      expression: `IF(${decided} < ${FEWEST_PAYMENTS}, 0, 100 * ${declined} / ${decided})`,
      usingMetrics: {
        declined: counted('payment-processor', 'PaymentsDeclined'),
        declinedLater: counted('payment-retrier', 'PaymentsDeclined'),
        captured: counted('payment-processor', 'PaymentsCaptured'),
        capturedLater: counted('payment-retrier', 'PaymentsCaptured'),
      },
      label: '% of payments that were declined',
      period,
    }),
    threshold: 50,
  });
}
