import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { FlowAlarm } from './flow-alarm.ts';
import type { NodeFunction } from './node-function.ts';

/** How long a stream keeps a record. */
const RETENTION = Duration.hours(24);

const PERIOD = Duration.minutes(5);

/** From which age on it is an alarm. At a quarter, hours are left before the source gives records up. */
export const ITERATOR_AGE = { late: PERIOD, endangered: Duration.hours(6) };

/** An age in percent of what the stream keeps. */
export const shareOfRetention = (age: Duration) => (100 * age.toMilliseconds()) / RETENTION.toMilliseconds();

/** The age of the oldest record that a stream's follower still has to process, in milliseconds. */
const iteratorAge = (follower: NodeFunction) =>
  follower.metric('IteratorAge', { statistic: Stats.MAXIMUM, period: PERIOD });

/** The same in percent of what the stream keeps, for people to read. What is followed names the line, in one word. */
export const iteratorAgeShare = (follower: NodeFunction, followed: string) =>
  new MathExpression({
    expression: `100 * ${followed} / ${RETENTION.toMilliseconds()}`,
    usingMetrics: { [followed]: iteratorAge(follower) },
    label: followed,
    period: PERIOD,
  });

interface IteratorAgeAlarmsProps {
  readonly stage: Stage;
  readonly follower: NodeFunction;
  /** What the follower is called. */
  readonly name: string;
  readonly impact: string;
}

/** On the age itself, not on its share: emulators of CloudFormation know no metric math. */
export function addIteratorAgeAlarms(scope: Construct, { stage, follower, name, impact }: IteratorAgeAlarmsProps) {
  new FlowAlarm(scope, 'Lag', {
    stage,
    heading: `${name}-lag`,
    impact,
    feltNow: true,
    metric: iteratorAge(follower),
    threshold: ITERATOR_AGE.late.toMilliseconds(),
  });
  new FlowAlarm(scope, 'IteratorAge', {
    stage,
    heading: `${name}-iterator-age`,
    impact: 'In some hours the stream gives events up; what is late by then waits for the reconciler, too.',
    feltNow: false,
    metric: iteratorAge(follower),
    threshold: ITERATOR_AGE.endangered.toMilliseconds(),
  });
}
