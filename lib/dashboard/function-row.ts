import { type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { MEASURED_SERVICES } from '../../functions/contracts/metrics.ts';
import type { FlowParts } from './flow-parts.ts';
import { graph, PERIOD } from './graph.ts';

export const functionRow = ({ stage, functionOf }: FlowParts) => {
  const services = MEASURED_SERVICES.filter((name) => name !== 'gateway-webhook' || stage.gatewayEvents !== undefined);
  const each = (metricName: string, options: MetricOptions) =>
    services.map((name) => functionOf(name).metric(metricName, { label: name, period: PERIOD, ...options }));
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
