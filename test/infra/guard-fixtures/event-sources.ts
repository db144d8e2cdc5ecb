import { type Fixtures, type Properties, resource } from './fixture.ts';

const pattern = (newImage: Properties) => ({
  Filters: [{ Pattern: JSON.stringify({ dynamodb: { NewImage: newImage } }) }],
});
const destination = { OnFailure: { Destination: 'bucket' } };
const stream = resource('AWS::Lambda::EventSourceMapping', {
  StartingPosition: 'TRIM_HORIZON',
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  BisectBatchOnFunctionError: true,
  MaximumRetryAttempts: -1,
  MaximumRecordAgeInSeconds: 72_000,
  DestinationConfig: destination,
  FilterCriteria: pattern({ outbox: { M: { eventId: { S: [{ exists: true }] } } } }),
});
const onDemand = resource('AWS::Lambda::EventSourceMapping', {
  Topics: ['orders.order-placed.v1'],
  AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'payment-processor' },
  StartingPosition: 'TRIM_HORIZON',
});
const provisioned = resource('AWS::Lambda::EventSourceMapping', {
  ...onDemand().Properties,
  ProvisionedPollerConfig: { MinimumPollers: 1 },
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  BisectBatchOnFunctionError: true,
  MaximumRetryAttempts: 10_000,
  DestinationConfig: destination,
});

/** By the names of the rules. */
export const eventSourceFixtures: Fixtures = {
  stream_sources_bound_the_age: {
    keeps: stream(),
    breaks: [undefined, -1, 72_001].map((MaximumRecordAgeInSeconds) => stream({ MaximumRecordAgeInSeconds })),
  },
  stream_sources_retry_until_then: {
    keeps: stream(),
    breaks: [undefined, 3].map((MaximumRetryAttempts) => stream({ MaximumRetryAttempts })),
  },
  stream_sources_miss_nothing: { keeps: stream(), breaks: [stream({ StartingPosition: 'LATEST' })] },
  stream_sources_report_failures: {
    keeps: stream(),
    breaks: [undefined, []].map((FunctionResponseTypes) => stream({ FunctionResponseTypes })),
  },
  stream_sources_bisect: {
    keeps: stream(),
    breaks: [undefined, false].map((BisectBatchOnFunctionError) => stream({ BisectBatchOnFunctionError })),
  },
  stream_sources_keep_what_they_give_up: { keeps: stream(), breaks: [stream({ DestinationConfig: undefined })] },
  stream_sources_filter: {
    keeps: stream(),
    breaks: [stream({ FilterCriteria: undefined })],
  },
  filters_are_on_leaves: {
    keeps: stream({ FilterCriteria: pattern({ state: { S: ['CAPTURED', 'DECLINED'] } }) }),
    breaks: [
      stream({ FilterCriteria: pattern({ outbox: [{ exists: true }] }) }),
      stream({ FilterCriteria: pattern({ outbox: { M: [{ exists: true }] } }) }),
    ],
  },
  topic_sources_miss_nothing: { keeps: onDemand(), breaks: [onDemand({ StartingPosition: 'LATEST' })] },
  topic_sources_name_their_group: {
    keeps: onDemand(),
    breaks: [onDemand({ AmazonManagedKafkaEventSourceConfig: undefined })],
  },
  on_demand_pollers_are_asked_for_nothing_more: {
    keeps: onDemand(),
    breaks: [
      { FunctionResponseTypes: ['ReportBatchItemFailures'] },
      { BisectBatchOnFunctionError: true },
      { MaximumRetryAttempts: 3 },
      { MaximumRecordAgeInSeconds: 3_600 },
      { DestinationConfig: destination },
    ].map((setting) => onDemand(setting)),
  },
  provisioned_pollers_report_failures: {
    keeps: provisioned(),
    breaks: [provisioned({ FunctionResponseTypes: undefined })],
  },
  provisioned_pollers_bisect: {
    keeps: provisioned(),
    breaks: [provisioned({ BisectBatchOnFunctionError: undefined })],
  },
  provisioned_pollers_keep_what_they_give_up: {
    keeps: provisioned(),
    breaks: [provisioned({ DestinationConfig: undefined })],
  },
  provisioned_pollers_count_their_retries: {
    keeps: provisioned(),
    breaks: [undefined, -1].map((MaximumRetryAttempts) => provisioned({ MaximumRetryAttempts })),
  },
};
