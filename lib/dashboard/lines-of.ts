import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Duration } from 'aws-cdk-lib/core';
import type { MeasuredService, MetricOf } from '../../functions/contracts/metrics.ts';
import { flowMetric } from '../constructs/flow-metric.ts';
import type { Stage } from '../stages.ts';
import { PERIOD } from './graph.ts';

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
