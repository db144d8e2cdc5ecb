import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { MetricOf } from '../../functions/contracts/metrics.ts';
import { flowMetric } from '../constructs/flow-metric.ts';
import { stuckAfter } from '../constructs/reconciler-alarms.ts';
import type { FlowParts } from './flow-parts.ts';
import { graph, PERIOD } from './graph.ts';

export const acceptRow = ({ stage, api }: FlowParts) => {
  const placed = (name: MetricOf<'order-api'>, label: string) =>
    flowMetric({ stage, service: 'order-api', name, label, statistic: Stats.SUM, period: PERIOD });
  const open = (name: MetricOf<'reconciler'>, label: string) =>
    flowMetric({ stage, service: 'reconciler', name, label, statistic: Stats.MAXIMUM, period: Duration.minutes(5) });
  return [
    graph({
      title: 'Accepted orders',
      left: [placed('OrdersPlaced', 'placed (202)'), placed('OrdersReplayed', 'the same again (202)')],
      leftLabel: 'orders a minute',
    }),
    graph({
      title: 'Requests refused and failed',
      left: [
        api.metricClientError({ label: '4xx', statistic: Stats.SUM, period: PERIOD }),
        api.metricServerError({ label: '5xx', statistic: Stats.SUM, period: PERIOD }),
      ],
      leftLabel: 'requests a minute',
    }),
    graph({
      title: 'Time to an answer',
      left: ['p50', 'p99'].map((statistic) => api.metricLatency({ label: statistic, statistic, period: PERIOD })),
      leftLabel: 'ms',
    }),
    graph({
      title: 'Open orders, and the oldest',
      left: [
        open('OldestOpenOrderAgeSeconds', 'oldest of all'),
        open('OldestMovingOrderAgeSeconds', 'oldest that waits for no person'),
      ],
      leftLabel: 'seconds',
      right: [open('OpenOrders', 'open orders')],
      rightLabel: 'orders',
      marks: { 'orders-stuck': stuckAfter(stage) },
    }),
  ];
};
