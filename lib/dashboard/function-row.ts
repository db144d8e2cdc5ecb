import type { MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { FlowParts } from './flow-parts.ts';
import { graph, PERIOD } from './graph.ts';

export const functionRow = (parts: FlowParts) => {
  const functions = [
    ['order-api', parts.orders.function],
    ['order-publisher', parts.orderPublisher.function],
    ['payment-processor', parts.payments.function],
    ['payment-publisher', parts.paymentPublisher.function],
    ['status-updater', parts.statusUpdater.function],
    ['reconciler', parts.reconciler.function],
    ['kafka-operator', parts.operator.function],
  ] as const;
  const each = (metricName: string, options: MetricOptions) =>
    functions.map(([label, part]) => part.metric(metricName, { label, period: PERIOD, ...options }));
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
