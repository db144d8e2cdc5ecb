import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { stages } from '../../lib/stages.ts';
import { addedConsumers } from '../harness/added-parts.ts';
import { resource, resources, synthesise } from './synthesise.ts';

const { flow } = synthesise({ ...stages.dev, gradualDeployment: 'ALL_AT_ONCE' });
const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');

/** The part of the runbook below a heading. */
const entry = (heading: string) => runbook.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));

const ALARM = 'AWS::CloudWatch::Alarm';
const PAGE = 'customers-are-affected';
const Paging = z.looseObject({ AlarmRule: z.string() });

/** The heading of each, and the function that it watches where several share one. */
type Expected = readonly [heading: string, id: string, of?: string];
const ofPayer = (of: string, id: string) =>
  [
    ['gateway-refuses-our-account', `${id}GatewayRefusesOurAccount`, of],
    ['gateway-unreachable', `${id}GatewayUnreachable`, of],
    ['settle-conflicts', `${id}SettleConflicts`, of],
  ] as const;

const felt: readonly Expected[] = [
  ['orders-not-accepted', 'OrderApiOrdersNotAccepted'],
  ['order-publisher-lag', 'OrderPublisherLag'],
  ...ofPayer('payment-processor', 'PaymentProcessor'),
  ['payment-processor-lag', 'PaymentProcessorLag'],
  ['payment-canceller-lag', 'PaymentCancellerLag'],
  ...ofPayer('payment-retrier', 'PaymentRetrier'),
  ['payment-publisher-lag', 'PaymentPublisherLag'],
  ['status-updater-lag', 'StatusUpdaterLag'],
  ['orders-stuck', 'ReconcilerOrdersStuck'],
  ['payments-parked', 'ReconcilerPaymentsParked'],
  ...addedConsumers.map(({ id, name }) => ['consumer-lag', `${id}Lag`, name] as const),
];
const others: readonly Expected[] = [
  ['many-declined', 'PaymentProcessorManyDeclined'],
  ['new-version-fails', 'PaymentProcessorNewVersionFails', 'payment-processor'],
  ['new-version-fails', 'PaymentRetrierNewVersionFails', 'payment-retrier'],
  ['order-publisher-iterator-age', 'OrderPublisherIteratorAge'],
  ['payment-processor-quarantine', 'PaymentProcessorQuarantine'],
  ['payment-canceller-quarantine', 'PaymentCancellerQuarantine'],
  ['payment-publisher-iterator-age', 'PaymentPublisherIteratorAge'],
  ['status-updater-quarantine', 'StatusUpdaterQuarantine'],
  ['payments-in-review', 'ReconcilerPaymentsInReview'],
  ['publish-failures', 'ReconcilerPublishFailures'],
  ['reconcile-failures', 'ReconcilerReconcileFailures'],
  ['reconcile-runs-cut-short', 'ReconcilerReconcileRunsCutShort'],
  ['audit-discrepancies', 'AuditorDiscrepancies'],
  ['audit-behind', 'AuditorBehind'],
  ['brokers-offline-partitions', 'ObservabilityBrokersOfflinePartitions'],
  ['brokers-under-min-isr', 'ObservabilityBrokersUnderMinIsr'],
  ['brokers-disk', 'ObservabilityBrokersDisk'],
  ...addedConsumers.map(({ id, name }) => ['consumer-quarantine', `${id}Quarantine`, name] as const),
];
const expected = [...felt, ...others];

/** Of consumers, publishers and retriers that the runbook has no entries of their own for. */
const ANY = ['consumer-lag', 'consumer-quarantine', 'publisher-lag', 'publisher-iterator-age', 'effect-overdue'];

describe('the alarms', () => {
  it('are these and no others', () => {
    expect(new Set(Object.keys(resources(flow, ALARM)))).toEqual(new Set(expected.map(([, id]) => id)));
  });

  it.each(expected)(
    '%s says what the user loses, notifies the notices, and its name is a heading of the runbook',
    (heading, id, of) => {
      const notices = ['ObservabilityOnCallNotices'];

      expect(resource(flow, ALARM, id)).toMatchObject({
        AlarmName: `chargeonce-dev-${of === undefined ? '' : `${of}-`}${heading}`,
        AlarmDescription: expect.stringMatching(new RegExp(`^[A-Z].*\\. What to do: docs/runbook\\.md#${heading}$`)),
        AlarmActions: notices,
        OKActions: notices,
      });
    },
  );

  it.each([PAGE, ...ANY, ...expected.map(([heading]) => heading)])('%s has an entry in the runbook', (heading) => {
    for (const part of ['Description', 'Investigation', 'Resolution'])
      expect(entry(heading)).toContain(`### ${part}\n`);
    // Whoever is paged reads one entry.
    expect(entry(heading)).not.toMatch(/^As /m);
  });

  it('are all that the runbook has entries for', () => {
    const headings = [...runbook.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);

    expect(new Set(headings)).toEqual(new Set([PAGE, ...ANY, ...expected.map(([heading]) => heading)]));
  });
});

describe('the alarm that pages', () => {
  it('is on while any of those is that customers feel, and of no other', () => {
    const { AlarmRule, ...alarm } = z.parse(Paging, resource(flow, 'AWS::CloudWatch::CompositeAlarm'));

    expect(AlarmRule.slice(1, -1).split(' OR ').sort()).toEqual(felt.map(([, id]) => `ALARM("${id}.Arn")`).sort());
    expect(alarm).toEqual({
      AlarmName: `chargeonce-dev-${PAGE}`,
      AlarmDescription: `Customers feel it now. What to do: docs/runbook.md#${PAGE}`,
      AlarmActions: ['ObservabilityOnCallPages'],
      OKActions: ['ObservabilityOnCallPages'],
    });
  });
});

describe('the topics of the alarms', () => {
  it.each(['Pages', 'Notices'])('%s takes messages of alarms of this stage, and over TLS only', (topic) => {
    expect(resource(flow, 'AWS::SNS::TopicPolicy', `ObservabilityOnCall${topic}`)).toMatchObject({
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Action: 'sns:Publish',
            Principal: '*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': 'AWS::AccountId' },
              ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:us-east-1:AWS::AccountId:alarm:chargeonce-dev-*' },
            },
          },
        ],
      },
    });
  });
});
