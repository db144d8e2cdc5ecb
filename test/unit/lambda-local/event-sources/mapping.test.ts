import { describe, expect, it } from 'vitest';
import { batchingWindowMs, parseMapping, retryQuota } from '../../../../lambda-local/event-sources/mapping.ts';

const stream = {
  FunctionName: 'Publisher',
  EventSourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/1',
  StartingPosition: 'TRIM_HORIZON',
};
const kafka = {
  FunctionName: 'Consumer',
  EventSourceArn: 'arn:aws:kafka:us-east-1:000000000000:cluster/local/1',
  StartingPosition: 'TRIM_HORIZON',
  Topics: ['orders'],
};
const provisioned = { ...kafka, ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 2 } };
const bucket = { DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::discarded' } } };

describe('reading an event source mapping from the template', () => {
  it('knows the properties that the template uses, and its defaults', () => {
    expect(parseMapping('Mapping', { ...stream, Tags: [{ Key: 'a', Value: 'b' }] })).toMatchObject({
      id: 'Mapping',
      FunctionName: 'Publisher',
      BatchSize: 100,
      Enabled: true,
    });
  });

  it.each([
    ['an unknown property', { ...stream, TumblingWindowInSeconds: 3 }, /Mapping: .*TumblingWindowInSeconds/s],
    ['a starting position it lacks', { ...stream, StartingPosition: 'AT_TIMESTAMP' }, /Mapping: .*StartingPosition/s],
    [
      'another destination',
      { ...stream, DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:x' } } },
      /only an S3/,
    ],
    ['a Kafka setting on a stream', { ...stream, Topics: ['orders'] }, /Topics does not apply/],
    ['a stream setting on Kafka', { ...kafka, ParallelizationFactor: 2 }, /ParallelizationFactor does not apply/],
    ['a Kafka source without a topic', { ...kafka, Topics: undefined }, /Topics is missing/],
    ['a record age that AWS refuses', { ...stream, MaximumRecordAgeInSeconds: 59 }, /MaximumRecordAgeInSeconds/],
  ])('refuses %s by name', (_what, properties, message) => {
    expect(() => parseMapping('Mapping', properties)).toThrow(message);
  });

  // "By default, you can define up to five different filters for a single event source mapping."
  // (Lambda Developer Guide, Control which events Lambda sends to your function)
  it('refuses a sixth filter', () => {
    const Filters = Array.from({ length: 6 }, () => ({ Pattern: '{"eventName":["INSERT"]}' }));

    expect(() => parseMapping('Mapping', { ...stream, FilterCriteria: { Filters } })).toThrow(/Filters/);
  });

  // "enhanced error handling that only available in Provisioned mode" (Lambda Developer Guide, event poller scaling
  // modes for Kafka) and "select provisioned mode to configure error handling controls" (Configuring error handling
  // controls for Kafka event sources)
  it.each([
    { FunctionResponseTypes: ['ReportBatchItemFailures'] },
    { BisectBatchOnFunctionError: true },
    { MaximumRetryAttempts: 3 },
    { MaximumRecordAgeInSeconds: 3600 },
  ])('refuses error handling controls for Kafka outside provisioned mode: %j', (control) => {
    expect(() => parseMapping('Mapping', { ...kafka, ...control })).toThrow(/needs provisioned mode/);
    expect(parseMapping('Mapping', { ...provisioned, ...control })).toMatchObject(control);
  });

  // "Maximum retry attempts ... The default is -1 (infinite)."
  it('tries a failed batch for ever by default', () => {
    expect(retryQuota(parseMapping('Mapping', stream))).toBe(Number.POSITIVE_INFINITY);
    expect(retryQuota(parseMapping('Mapping', { ...stream, ...bucket }))).toBe(Number.POSITIVE_INFINITY);
    expect(retryQuota(parseMapping('Mapping', kafka))).toBe(Number.POSITIVE_INFINITY);
    expect(retryQuota(parseMapping('Mapping', { ...stream, MaximumRetryAttempts: 0 }))).toBe(0);
  });

  // "When you configure both infinite retries and an on-failure destination, Lambda automatically applies a maximum of
  // 10 retry attempts." (Configuring error handling controls for Kafka event sources)
  it('gives up after 10 retries where a Kafka source has a destination and infinite retries', () => {
    expect(retryQuota(parseMapping('Mapping', { ...kafka, ...bucket }))).toBe(10);
    expect(retryQuota(parseMapping('Mapping', { ...provisioned, ...bucket, MaximumRetryAttempts: -1 }))).toBe(10);
    expect(retryQuota(parseMapping('Mapping', { ...provisioned, ...bucket, MaximumRetryAttempts: 20 }))).toBe(20);
  });

  // "For Kinesis, DynamoDB, and Amazon SQS event sources: The default batching window is 0 seconds." and "For Amazon
  // MSK, self-managed Apache Kafka, ... The default batching window is 500 ms." (Lambda Developer Guide, Batching behavior)
  it('gathers records for 0 s from a stream and for 500 ms from Kafka by default', () => {
    expect(batchingWindowMs(parseMapping('Mapping', stream))).toBe(0);
    expect(batchingWindowMs(parseMapping('Mapping', kafka))).toBe(500);
    expect(batchingWindowMs(parseMapping('Mapping', { ...kafka, MaximumBatchingWindowInSeconds: 0 }))).toBe(0);
    expect(batchingWindowMs(parseMapping('Mapping', { ...stream, MaximumBatchingWindowInSeconds: 3 }))).toBe(3_000);
  });
});
