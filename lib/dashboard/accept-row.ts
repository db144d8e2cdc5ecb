import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { stuckAfter } from '../constructs/reconciler-alarms.ts';
import type { FlowParts } from './flow-parts.ts';
import { EACH_RUN, graph, PERIOD } from './graph.ts';
import { linesOf } from './lines-of.ts';

export const acceptRow = ({ stage, api }: FlowParts) => {
  const placed = linesOf({ stage, service: 'order-api' });
  const open = linesOf({ stage, service: 'reconciler', period: EACH_RUN });
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
        open('OldestOpenOrderAgeSeconds', 'oldest of all', Stats.MAXIMUM),
        open('OldestMovingOrderAgeSeconds', 'oldest that waits for no person', Stats.MAXIMUM),
      ],
      leftLabel: 'seconds',
      right: [open('OpenOrders', 'open orders', Stats.MAXIMUM)],
      rightLabel: 'orders',
      marks: { 'orders-stuck': stuckAfter(stage) },
    }),
  ];
};
