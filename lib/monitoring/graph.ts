import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { GraphWidget, type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { MeasuredService, MetricOf } from '../../functions/contracts/metrics.ts';
import type { Kafka, TopicNames } from '../brokers/kafka.ts';
import type { NodeFunction } from '../recipes/node-function.ts';
import type { Stage } from '../stages.ts';
import { flowMetric } from './flow-alarm.ts';
import type { OnCall } from './on-call.ts';

/** What the dashboard shows. */
export interface FlowParts {
  readonly stage: Stage;
  readonly onCall: OnCall;
  readonly kafka: Kafka;
  readonly topics: TopicNames;
  readonly api: HttpApi;
  readonly functionOf: (name: MeasuredService) => NodeFunction;
}

/** The widest that CloudWatch knows is 24: four graphs a row. */
const WIDTH = 6;
const HEIGHT = 6;

/** A point of every graph; fine enough to see a minute's outage. */
export const PERIOD = Duration.minutes(1);

/** A point of what is counted by a schedule: there is one for each of its runs. */
export const EACH_RUN = Duration.minutes(5);

interface GraphProps {
  readonly title: string;
  readonly left: readonly IMetric[];
  readonly leftLabel: string;
  readonly right?: readonly IMetric[];
  readonly rightLabel?: string;
  /** Lines that say from where on it is an alarm, by what they are called. */
  readonly marks?: Readonly<Record<string, number>>;
}

/** One question about the flow, and its answer over time. Axes begin at 0, so that two looks compare. */
export const graph = ({ title, left, leftLabel, right = [], rightLabel = '', marks = {} }: GraphProps) =>
  new GraphWidget({
    title,
    width: WIDTH,
    height: HEIGHT,
    left: [...left],
    leftYAxis: { min: 0, label: leftLabel, showUnits: false },
    leftAnnotations: Object.entries(marks).map(([label, value]) => ({ label, value })),
    ...(right.length > 0 && { right: [...right], rightYAxis: { min: 0, label: rightLabel, showUnits: false } }),
  });

interface Drawn<Service extends MeasuredService> {
  readonly stage: Stage;
  readonly service: Service;
  readonly period?: Duration;
}

/** Draws metrics of one function; what counts is added up unless another statistic is asked for. */
export const linesOf =
  <Service extends MeasuredService>({ stage, service, period = PERIOD }: Drawn<Service>) =>
  (name: MetricOf<Service>, label: string, statistic: string = Stats.SUM) =>
    flowMetric({ stage, service, name, label, statistic, period });
