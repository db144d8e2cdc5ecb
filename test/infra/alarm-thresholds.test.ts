import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resource, resources, synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);
const ALARM = 'AWS::CloudWatch::Alarm';

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
    ['StatusUpdaterQuarantine', { service: 'status-updater', name: 'RecordsQuarantined', threshold: 1 }],
    ['PaymentCancellerQuarantine', { service: 'payment-canceller', name: 'RecordsQuarantined', threshold: 1 }],
    ['PaymentProcessorQuarantine', { service: 'payment-processor', name: 'RecordsQuarantined', threshold: 1 }],
  ])('%s rings by what it counts in five minutes', (id, { service, name, threshold }) => {
    expect(resource(flow, ALARM, id)).toMatchObject({
      Namespace: 'chargeonce/dev',
      Dimensions: [{ Name: 'service', Value: service }],
      MetricName: name,
      Statistic: 'Sum',
      Period: 300,
      Threshold: threshold,
      TreatMissingData: 'notBreaching',
    });
  });
});

describe('the alarms over the gauges of the reconciler', () => {
  const gauge = { Namespace: 'chargeonce/dev', Dimensions: [{ Name: 'service', Value: 'reconciler' }] };

  it.each([
    ['ReconcilerPaymentsInReview', { MetricName: 'PaymentsInReview', Threshold: 1 }, ['Notices']],
    ['ReconcilerPaymentsParked', { MetricName: 'OldestDuePaymentAgeSeconds', Threshold: 900 }, ['Notices', 'Pages']],
  ])('%s fires by %o, and when it falls silent, but not before it has begun', (id, fires, who) => {
    expect(resource(flow, ALARM, id)).toMatchObject({
      ...gauge,
      ...fires,
      Statistic: 'Maximum',
      Period: 900,
      TreatMissingData: 'missing',
      InsufficientDataActions: who.map((topic) => `ObservabilityOnCall${topic}`),
    });
  });

  it.each([
    ['ReconcilerPublishFailures', 'RowsForOperator', 1],
    ['ReconcilerOrdersStuck', 'OldestMovingOrderAgeSeconds', 1_200],
  ])('%s fires by %s, from %i on: one row; twice the time to a requeue', (id, metric, threshold) => {
    expect(resource(flow, ALARM, id)).toMatchObject({
      ...gauge,
      MetricName: metric,
      Statistic: 'Maximum',
      Period: 900,
      Threshold: threshold,
    });
  });
});

describe('the alarms over the runs of the reconciler', () => {
  it.each(['ReconcileFailures', 'ReconcileRunsCutShort'])(
    '%s rings when it counts in three runs in a row',
    (metric) => {
      expect(resource(flow, ALARM, `Reconciler${metric}`)).toMatchObject({
        Dimensions: [{ Name: 'service', Value: 'reconciler' }],
        MetricName: metric,
        Statistic: 'Minimum',
        Period: 900,
        Threshold: 1,
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

  it('are none where brokers are Express, which lack these metrics', () => {
    const cluster = { kind: 'express', instanceType: 'express.m7g.large' } as const;
    const { flow: onExpress } = synthesise({ ...stages.dev, cluster });

    expect(resources(onExpress, ALARM, 'ObservabilityBrokers')).toEqual({});
    expect(Object.keys(resources(flow, ALARM, 'ObservabilityBrokers'))).toHaveLength(3);
  });
});
