import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { MetricOf } from '../../functions/contracts/metrics.ts';
import type { PaymentsEnv } from '../../functions/payments/env.ts';
import { FlowAlarm, flowMetric } from '../monitoring/flow-alarm.ts';
import { allowReadingSecret } from '../recipes/lambda-rights.ts';
import type { NodeFunction } from '../recipes/node-function.ts';
import type { Stage } from '../stages.ts';
import { PaymentGatewaySimulator } from './payment-gateway-simulator.ts';

/** What a function needs to make payments at a gateway. */
export interface GatewayAccess {
  readonly url: string;
  readonly variables: Pick<PaymentsEnv, 'GATEWAY_API' | 'GATEWAY_URL' | 'GATEWAY_KEY_IN' | 'GATEWAY_KEY'>;
  /** Lets a function come by the key. */
  allowCharging(payer: NodeFunction): void;
}

interface PaymentGatewayProps {
  readonly stage: Stage;
  /** Where the gateway reports what has happened to a payment. */
  readonly webhookUrl: string;
}

/** The stage's gateway: the simulator, made here, or the one that it names. */
export function paymentGateway(scope: Construct, { stage, webhookUrl }: PaymentGatewayProps): GatewayAccess {
  const { gateway } = stage;
  if (gateway.kind !== 'simulator') return realGateway(stage, gateway);
  const { key } = gateway;
  const { url } = new PaymentGatewaySimulator(scope, 'PaymentGatewaySimulator', { stage, key, webhookUrl });
  return {
    url,
    variables: { GATEWAY_URL: url, GATEWAY_KEY_IN: 'environment', GATEWAY_KEY: key },
    allowCharging: () => undefined,
  };
}

type RealGateway = Exclude<Stage['gateway'], { kind: 'simulator' }>;

/** The key stays in its secret: the function reads it there, so that it is in no template and rotates without a deployment. */
function realGateway({ name, gatewayEvents }: Stage, { kind, url, keySecret }: RealGateway): GatewayAccess {
  if (kind !== 'stripe' && gatewayEvents !== undefined)
    throw new Error(
      `Stage ${name} charges at ${kind}, but only Stripe's events can be read: set gatewayEvents to undefined ` +
        '(lib/stages.ts). The payment-retrier asks the gateway itself.',
    );
  return {
    url,
    variables: {
      // Stripe's is the default.
      ...(kind !== 'stripe' && { GATEWAY_API: kind }),
      GATEWAY_URL: url,
      GATEWAY_KEY_IN: 'secrets-manager',
      GATEWAY_KEY: keySecret,
    },
    allowCharging: (payer) => allowReadingSecret(payer, keySecret),
  };
}

/** The functions that make payments. */
type Payer = 'payment-processor' | 'payment-retrier';

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
  const common = { stage, of: service, customerFacing: true };
  new FlowAlarm(scope, 'GatewayRefusesOurAccount', {
    ...common,
    heading: 'gateway-refuses-our-account',
    impact:
      'Orders are neither charged nor declined, or not refunded, until the gateway takes our account and requests.',
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
    customerFacing: false,
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
