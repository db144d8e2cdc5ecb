import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resource, resources } from './resources.ts';
import { synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);
const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');

/** The part of the runbook below a heading. */
const entry = (heading: string) => runbook.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));

const expected = [
  ['order-publisher-iterator-age', 'OrderPublisherIteratorAge'],
  ['payment-publisher-iterator-age', 'PaymentPublisherIteratorAge'],
  ['payments-in-review', 'ReconcilerPaymentsInReview'],
  ['publish-failures', 'ReconcilerPublishFailures'],
] as const;

describe('the alarms', () => {
  it('are these and no others', () => {
    expect(new Set(Object.keys(resources(flow, 'AWS::CloudWatch::Alarm')))).toEqual(
      new Set(expected.map(([, id]) => id)),
    );
  });

  it.each(expected)('%s says what the user loses, and its name is a heading of the runbook', (heading, id) => {
    expect(resource(flow, 'AWS::CloudWatch::Alarm', id)).toMatchObject({
      AlarmName: `chargeonce-dev-${heading}`,
      AlarmDescription: expect.stringMatching(new RegExp(`^[A-Z].*\\. What to do: docs/runbook\\.md#${heading}$`)),
    });
    for (const part of ['Description', 'Investigation', 'Resolution'])
      expect(entry(heading)).toContain(`### ${part}\n`);
  });
});

describe("the alarm of a stream's follower", () => {
  it('rings at a quarter of the 24 hours that the stream keeps, and is silent while nothing is invoked', () => {
    expect(resource(flow, 'AWS::CloudWatch::Alarm', 'OrderPublisherIteratorAge')).toMatchObject({
      Threshold: 21_600_000,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      Namespace: 'AWS/Lambda',
      MetricName: 'IteratorAge',
      Dimensions: [{ Name: 'FunctionName', Value: 'OrderPublisherFunction' }],
      Period: 300,
      Statistic: 'Maximum',
    });
  });
});

describe('the alarms over the gauges of the reconciler', () => {
  const gauge = { Namespace: 'chargeonce/dev', Dimensions: [{ Name: 'service', Value: 'reconciler' }] };

  it('ring for one payment in review, and when nobody has counted them', () => {
    expect(resource(flow, 'AWS::CloudWatch::Alarm', 'ReconcilerPaymentsInReview')).toMatchObject({
      ...gauge,
      MetricName: 'PaymentsInReview',
      Statistic: 'Maximum',
      Period: 900,
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
  });

  it('ring for one row that can not be published or read', () => {
    expect(resource(flow, 'AWS::CloudWatch::Alarm', 'ReconcilerPublishFailures')).toMatchObject({
      ...gauge,
      MetricName: 'RowsForOperator',
      Statistic: 'Maximum',
      Period: 900,
      Threshold: 1,
    });
  });
});
