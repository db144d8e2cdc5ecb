import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { FlowAlarm } from './flow-alarm.ts';

interface OrderApiAlarmsProps {
  readonly stage: Stage;
  readonly api: HttpApi;
}

/** A few failures are a client's to repeat; at night nobody is woken for one of three requests. */
const FEWEST_FAILURES = 5;
const PERIOD = Duration.minutes(5);

/** Watches the one step that customers wait for. */
export function addOrderApiAlarms(scope: Construct, { stage, api }: OrderApiAlarmsProps) {
  // Emulators know no metric math.
  if (stage.endpoint !== undefined) return;
  new FlowAlarm(scope, 'OrdersNotAccepted', {
    stage,
    heading: 'orders-not-accepted',
    impact: 'Customers can not place orders.',
    feltNow: true,
    metric: new MathExpression({
      expression: `IF(failures < ${FEWEST_FAILURES}, 0, 100 * failures / requests)`,
      usingMetrics: {
        failures: api.metricServerError({ statistic: Stats.SUM, period: PERIOD }),
        requests: api.metricCount({ statistic: Stats.SUM, period: PERIOD }),
      },
      label: '% of requests that failed',
      period: PERIOD,
    }),
    threshold: 1,
  });
}
