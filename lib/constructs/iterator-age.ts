import { type IMetric, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { FlowAlarm } from './flow-alarm.ts';
import type { NodeFunction } from './node-function.ts';

/** How long a stream keeps a record. */
const RETENTION = Duration.hours(24);

/** The age of the oldest record that a stream's follower still has to process, in percent of what the stream keeps. */
export const iteratorAgeShare = (follower: NodeFunction) =>
  new MathExpression({
    expression: `100 * age / ${RETENTION.toMilliseconds()}`,
    usingMetrics: { age: follower.metric('IteratorAge', { statistic: Stats.MAXIMUM }) },
    label: "% of the stream's 24 hours",
    period: Duration.minutes(5),
  });

interface IteratorAgeAlarmProps {
  readonly stage: Stage;
  /** Percent, as above. */
  readonly share: IMetric;
  /** What the follower is called. */
  readonly name: string;
  readonly impact: string;
}

/** At a quarter, hours are left before the stream forgets; the source itself gives records up after 20 hours. */
export const addIteratorAgeAlarm = (scope: Construct, { stage, share, name, impact }: IteratorAgeAlarmProps) =>
  new FlowAlarm(scope, 'IteratorAge', {
    stage,
    heading: `${name}-iterator-age`,
    impact,
    metric: share,
    threshold: 25,
  });
