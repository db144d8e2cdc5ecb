import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricOf } from '../../functions/contracts/metrics.ts';
import { stuckAfter } from '../flow/reconciler.ts';
import { ITERATOR_AGE, iteratorAgeShare, shareOfRetention } from '../recipes/outbox-publisher.ts';
import { GIVEN_UP_AFTER } from '../recipes/stream-mapping.ts';
import { EACH_RUN, type FlowParts, graph, linesOf, PERIOD } from './graph.ts';

export const acceptRow = ({ stage, api }: FlowParts) => {
  const placed = linesOf({ stage, service: 'order-api' });
  const open = linesOf({ stage, service: 'reconciler', period: EACH_RUN });
  return [
    graph({
      title: 'Accepted orders',
      left: [
        placed('OrdersPlaced', 'placed (202)'),
        placed('OrdersReplayed', 'the same again (202)'),
        placed('CancellationsRequested', 'cancelled'),
      ],
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

const PUBLISHERS = { 'order-publisher': 'orders', 'payment-publisher': 'payments' } as const;
const NAMES = ['order-publisher', 'payment-publisher'] as const;

export const publishRow = ({ stage, functionOf }: FlowParts) => {
  const both = (name: MetricOf<(typeof NAMES)[number]>, statistic: string, what = '') =>
    NAMES.map((service) => linesOf({ stage, service })(name, `${PUBLISHERS[service]}${what}`, statistic));
  return [
    graph({
      title: 'Publish lag: saved until acknowledged',
      left: ['p50', 'p99'].flatMap((statistic) => both('PublishLagMilliseconds', statistic, ` ${statistic}`)),
      leftLabel: 'ms',
    }),
    graph({
      title: 'Age of what is to be published',
      left: both('StreamRecordAgeSeconds', Stats.MAXIMUM),
      leftLabel: 'seconds',
      marks: { '…-publisher-lag': ITERATOR_AGE.late.toSeconds() },
    }),
    graph({
      title: "Iterator age, % of the stream's 24 hours",
      left: NAMES.map((name) => iteratorAgeShare(functionOf(name), PUBLISHERS[name])),
      leftLabel: '%',
      marks: {
        '…-iterator-age': shareOfRetention(ITERATOR_AGE.endangered),
        'given up': shareOfRetention(GIVEN_UP_AFTER),
      },
    }),
    graph({
      title: 'Publications',
      left: both('EventsPublished', Stats.SUM),
      leftLabel: 'events a minute',
      right: [
        ...both('PublicationsFailed', Stats.SUM, ', failed'),
        ...both('EventsRefused', Stats.SUM, ', can never be published'),
        ...both('ReceiptsFailed', Stats.SUM, ', receipt failed'),
      ],
      rightLabel: 'failures a minute',
    }),
  ];
};
