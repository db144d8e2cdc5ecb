import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { FlowAlarm } from './flow-alarm.ts';
import { flowMetric } from './flow-metric.ts';
import type { NodeFunction } from './node-function.ts';

interface ConsumerAlarmsProps {
  readonly stage: Stage;
  readonly consumer: NodeFunction;
  /** What the consumer is called. */
  readonly name: 'payment-processor' | 'status-updater';
  readonly impact: string;
}

const PERIOD = Duration.minutes(5);

/** More than a batch for each partition; less than a minute of a busy stage. */
export const LONG_QUEUE = 1_000;

/** Records of a topic that its consumer has not done yet, of all partitions together. */
export const offsetLag = (consumer: NodeFunction, statistic: string = Stats.MAXIMUM) =>
  consumer.metric('OffsetLag', { statistic, period: PERIOD });

/** Watch a consumer: whether it keeps up, and whether it finds records that it can never process. */
export function addConsumerAlarms(scope: Construct, { stage, consumer, name, impact }: ConsumerAlarmsProps) {
  new FlowAlarm(scope, 'Lag', {
    stage,
    heading: `${name}-lag`,
    impact,
    feltNow: true,
    // The lowest of five minutes: a queue that comes and goes is no alarm.
    metric: offsetLag(consumer, Stats.MINIMUM),
    threshold: LONG_QUEUE,
  });
  new FlowAlarm(scope, 'Quarantine', {
    stage,
    heading: `${name}-quarantine`,
    impact: `An order stands still until a person has seen to its event. ${impact}`,
    feltNow: false,
    metric: flowMetric({ stage, service: name, name: 'RecordsQuarantined', statistic: Stats.SUM, period: PERIOD }),
    threshold: 1,
  });
}
