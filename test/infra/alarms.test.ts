import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resource, resources } from './resources.ts';
import { synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);
const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');

/** The part of the runbook below a heading. */
const entry = (heading: string) => runbook.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));

const ALARM = 'AWS::CloudWatch::Alarm';
const PAGE = 'customers-are-affected';

const felt = [
  ['orders-not-accepted', 'OrderApiOrdersNotAccepted'],
  ['order-publisher-lag', 'OrderPublisherLag'],
  ['unknown-outcomes', 'PaymentProcessorUnknownOutcomes'],
  ['settle-conflicts', 'PaymentProcessorSettleConflicts'],
  ['payment-processor-lag', 'PaymentProcessorLag'],
  ['payment-publisher-lag', 'PaymentPublisherLag'],
  ['status-updater-lag', 'StatusUpdaterLag'],
  ['orders-stuck', 'ReconcilerOrdersStuck'],
] as const;
const others = [
  ['order-publisher-iterator-age', 'OrderPublisherIteratorAge'],
  ['payment-processor-quarantine', 'PaymentProcessorQuarantine'],
  ['payment-publisher-iterator-age', 'PaymentPublisherIteratorAge'],
  ['status-updater-quarantine', 'StatusUpdaterQuarantine'],
  ['payments-in-review', 'ReconcilerPaymentsInReview'],
  ['publish-failures', 'ReconcilerPublishFailures'],
  ['brokers-offline-partitions', 'ObservabilityBrokersOfflinePartitions'],
  ['brokers-under-min-isr', 'ObservabilityBrokersUnderMinIsr'],
  ['brokers-disk', 'ObservabilityBrokersDisk'],
] as const;
const expected = [...felt, ...others];

describe('the alarms', () => {
  it('are these and no others', () => {
    expect(new Set(Object.keys(resources(flow, ALARM)))).toEqual(new Set(expected.map(([, id]) => id)));
  });

  it.each(expected)(
    '%s says what the user loses, tells the notices, and its name is a heading of the runbook',
    (heading, id) => {
      const notices = ['ObservabilityOnCallNotices'];

      expect(resource(flow, ALARM, id)).toMatchObject({
        AlarmName: `chargeonce-dev-${heading}`,
        AlarmDescription: expect.stringMatching(new RegExp(`^[A-Z].*\\. What to do: docs/runbook\\.md#${heading}$`)),
        AlarmActions: notices,
        OKActions: notices,
      });
    },
  );

  it.each([PAGE, ...expected.map(([heading]) => heading)])('%s has an entry in the runbook', (heading) => {
    for (const part of ['Description', 'Investigation', 'Resolution'])
      expect(entry(heading)).toContain(`### ${part}\n`);
  });

  it('are all that the runbook has entries for', () => {
    const headings = [...runbook.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);

    expect(new Set(headings)).toEqual(new Set([PAGE, ...expected.map(([heading]) => heading)]));
  });
});

describe('the alarm that pages', () => {
  it('is on while any of those is that customers feel, and of no other', () => {
    const rule = `(${felt.map(([, id]) => `ALARM("${id}.Arn")`).join(' OR ')})`;

    expect(resource(flow, 'AWS::CloudWatch::CompositeAlarm')).toEqual({
      AlarmName: `chargeonce-dev-${PAGE}`,
      AlarmDescription: `Customers feel it now. What to do: docs/runbook.md#${PAGE}`,
      AlarmRule: rule,
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

describe('the alarm on orders that are not accepted', () => {
  it('rings for one in a hundred requests, but not for a few', () => {
    expect(resource(flow, ALARM, 'OrderApiOrdersNotAccepted')).toMatchObject({
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      Metrics: [
        { Expression: 'IF(failures < 5, 0, 100 * failures / requests)' },
        { Id: 'failures', MetricStat: { Metric: { MetricName: '5xx' }, Period: 300, Stat: 'Sum' } },
        { Id: 'requests', MetricStat: { Metric: { MetricName: 'Count' }, Period: 300, Stat: 'Sum' } },
      ],
    });
  });
});

describe("the alarms of a stream's follower", () => {
  it.each([
    ['Lag', 300_000],
    ['IteratorAge', 21_600_000],
  ])(
    '%s rings from %i ms on: five minutes, a quarter of the 24 hours; and is silent while nothing is invoked',
    (id, age) => {
      expect(resource(flow, ALARM, `OrderPublisher${id}`)).toMatchObject({
        Threshold: age,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
        Namespace: 'AWS/Lambda',
        MetricName: 'IteratorAge',
        Dimensions: [{ Name: 'FunctionName', Value: 'OrderPublisherFunction' }],
        Period: 300,
        Statistic: 'Maximum',
      });
    },
  );
});

describe('the alarms of a consumer', () => {
  it('ring for a queue that stays for five minutes', () => {
    expect(resource(flow, ALARM, 'PaymentProcessorLag')).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'OffsetLag',
      Statistic: 'Minimum',
      Period: 300,
      Threshold: 1_000,
      Dimensions: [{ Name: 'FunctionName', Value: 'PaymentProcessorFunction' }],
    });
  });

  it.each([
    ['StatusUpdaterQuarantine', 'status-updater', 'RecordsQuarantined', 1],
    ['PaymentProcessorQuarantine', 'payment-processor', 'RecordsQuarantined', 1],
    ['PaymentProcessorUnknownOutcomes', 'payment-processor', 'UnknownOutcomes', 10],
    ['PaymentProcessorSettleConflicts', 'payment-processor', 'SettleConflicts', 1],
  ])('%s rings by what %s counts as %s in five minutes, from %i on', (id, service, metric, threshold) => {
    expect(resource(flow, ALARM, id)).toMatchObject({
      Namespace: 'chargeonce/dev',
      Dimensions: [{ Name: 'service', Value: service }],
      MetricName: metric,
      Statistic: 'Sum',
      Period: 300,
      Threshold: threshold,
      TreatMissingData: 'notBreaching',
    });
  });
});

describe('the alarms over the gauges of the reconciler', () => {
  const gauge = { Namespace: 'chargeonce/dev', Dimensions: [{ Name: 'service', Value: 'reconciler' }] };

  it('ring for one payment in review, and when nobody has counted them', () => {
    expect(resource(flow, ALARM, 'ReconcilerPaymentsInReview')).toMatchObject({
      ...gauge,
      MetricName: 'PaymentsInReview',
      Statistic: 'Maximum',
      Period: 900,
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
  });

  it.each([
    ['ReconcilerPublishFailures', 'RowsForOperator', 1],
    ['ReconcilerOrdersStuck', 'OldestMovingOrderAgeSeconds', 1_200],
  ])(
    '%s rings by %s, from %i on: one row; twice the time after which an order is requeued',
    (id, metric, threshold) => {
      expect(resource(flow, ALARM, id)).toMatchObject({
        ...gauge,
        MetricName: metric,
        Statistic: 'Maximum',
        Period: 900,
        Threshold: threshold,
      });
    },
  );
});

describe('the alarms of the brokers', () => {
  it.each([
    ['BrokersUnderMinIsr', 'UnderMinIsrPartitionCount', 1],
    ['BrokersDisk', 'KafkaDataLogsDiskUsed', 85],
  ])('%s rings by the highest %s of any broker, from %i on', (id, metric, threshold) => {
    const ids = ['1', '2', '3'];

    expect(resource(flow, ALARM, `Observability${id}`)).toMatchObject({
      Threshold: threshold,
      Metrics: [
        { Expression: `MAX([${ids.map((broker) => `of${metric}${broker}`).join()}])` },
        ...ids.map((broker) => ({
          MetricStat: {
            Metric: {
              Namespace: 'AWS/Kafka',
              MetricName: metric,
              Dimensions: [
                { Name: 'Broker ID', Value: broker },
                { Name: 'Cluster Name', Value: 'chargeonce-dev' },
              ],
            },
            Stat: 'Maximum',
          },
        })),
      ],
    });
  });

  it('ring for one partition offline', () => {
    expect(resource(flow, ALARM, 'ObservabilityBrokersOfflinePartitions')).toMatchObject({
      Namespace: 'AWS/Kafka',
      MetricName: 'OfflinePartitionsCount',
      Dimensions: [{ Name: 'Cluster Name', Value: 'chargeonce-dev' }],
      Threshold: 1,
    });
  });
});
