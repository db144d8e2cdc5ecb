import { type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { MEASURED_SERVICES } from '../../functions/contracts/metrics.ts';
import type { FlowParts } from './flow-parts.ts';
import { graph, PERIOD } from './graph.ts';

export const functionRow = ({ functionOf }: FlowParts) => {
  const each = (metricName: string, options: MetricOptions) =>
    MEASURED_SERVICES.map((name) => functionOf(name).metric(metricName, { label: name, period: PERIOD, ...options }));
  return [
    graph({ title: 'Errors', left: each('Errors', { statistic: Stats.SUM }), leftLabel: 'a minute' }),
    graph({ title: 'Throttles', left: each('Throttles', { statistic: Stats.SUM }), leftLabel: 'a minute' }),
    graph({ title: 'Duration p99', left: each('Duration', { statistic: 'p99' }), leftLabel: 'ms' }),
    graph({
      title: 'At once',
      left: each('ConcurrentExecutions', { statistic: Stats.MAXIMUM }),
      leftLabel: 'executions',
    }),
  ];
};
