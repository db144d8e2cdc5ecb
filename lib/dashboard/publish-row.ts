import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricOf } from '../../functions/contracts/metrics.ts';
import { ITERATOR_AGE, iteratorAgeShare, shareOfRetention } from '../constructs/iterator-age.ts';
import { GIVEN_UP_AFTER } from '../constructs/stream-source.ts';
import type { FlowParts } from './flow-parts.ts';
import { graph } from './graph.ts';
import { linesOf } from './lines-of.ts';

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
