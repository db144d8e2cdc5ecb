import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { MeasuredService, MetricOf } from '../../functions/contracts/metrics.ts';
import type { Stage } from '../stages.ts';

/** A namespace for each stage: two stages in one account never add up, and no function needs a dimension for it. */
export const metricNamespace = ({ name }: Stage) => `chargeonce/${name}`;

interface FlowMetricProps<Service extends MeasuredService> extends Omit<MetricOptions, 'dimensionsMap'> {
  readonly stage: Stage;
  readonly service: Service;
  readonly name: MetricOf<Service>;
}

/** A metric that a function of the flow emits; one that it does not emit is a compile error. */
export const flowMetric = <Service extends MeasuredService>(props: FlowMetricProps<Service>) => {
  const { stage, service, name, ...options } = props;
  return new Metric({
    namespace: metricNamespace(stage),
    metricName: name,
    dimensionsMap: { service },
    ...options,
  });
};
