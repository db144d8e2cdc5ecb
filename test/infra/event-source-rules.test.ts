import { eventSourceRules } from '../../rules/event-source-rules.ts';
import { describeEachRule } from './each-rule.ts';

type NewImage = Readonly<Record<string, unknown>>;

const filterOn = (newImage: NewImage) => [{ Pattern: JSON.stringify({ dynamodb: { NewImage: newImage } }) }];
const DestinationConfig = { OnFailure: { Destination: 'bucket' } };
const stream = {
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    StartingPosition: 'TRIM_HORIZON',
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: -1,
    MaximumRecordAgeInSeconds: 72_000,
    DestinationConfig,
    FilterCriteria: {
      Filters: [
        ...filterOn({ outbox: { M: { requeues: { N: [{ exists: true }] } } } }),
        ...filterOn({ state: { S: ['CAPTURED', 'DECLINED'] } }),
      ],
    },
  },
};
const onDemand = {
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    Topics: ['orders.order-placed.v1'],
    AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'payment-processor' },
    StartingPosition: 'TRIM_HORIZON',
  },
};
const atOtherBrokers = {
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    Topics: ['orders.order-placed.v1'],
    SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['broker-1.example.com:9096'] } },
    SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'payment-processor' },
    SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: 'arn' }],
    StartingPosition: 'TRIM_HORIZON',
  },
};
const provisioned = {
  ...onDemand,
  Properties: {
    ...onDemand.Properties,
    ProvisionedPollerConfig: { MinimumPollers: 1 },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 10_000,
    DestinationConfig,
  },
};

describeEachRule('an event source', eventSourceRules, {
  'stream source': {
    keeps: stream,
    breaks: {
      'MaximumRecordAgeInSeconds must be 60 to 72000': [undefined, -1, 59, 72_001],
      'MaximumRetryAttempts must be -1': [undefined, 3],
      'StartingPosition must be "TRIM_HORIZON"': ['LATEST'],
      'FunctionResponseTypes must be ["ReportBatchItemFailures"]': [undefined, []],
      'BisectBatchOnFunctionError must be true': [undefined, false],
      'DestinationConfig.OnFailure.Destination must be set': [undefined],
      'FilterCriteria.Filters must have entries': [undefined, []],
    },
  },
  'filtered source': {
    keeps: stream,
    breaks: {
      'FilterCriteria must filter on leaves only ({"S":[…]}, not {"name":[…]})': [
        { Filters: filterOn({ outbox: [{ exists: true }] }) },
        { Filters: filterOn({ outbox: { M: [{ exists: true }] } }) },
        { Filters: filterOn({ outbox: { M: { requeues: [{ exists: true }] } } }) },
        { Filters: [{}] },
      ],
    },
  },
  'topic source': {
    keeps: onDemand,
    breaks: { 'StartingPosition must be "TRIM_HORIZON"': [undefined, 'LATEST'] },
  },
  'topic source at MSK': {
    keeps: onDemand,
    breaks: { 'AmazonManagedKafkaEventSourceConfig.ConsumerGroupId must be set': [undefined] },
  },
  'topic source at self-managed brokers': {
    keeps: atOtherBrokers,
    breaks: {
      'SelfManagedKafkaEventSourceConfig.ConsumerGroupId must be set': [undefined],
      'SourceAccessConfigurations must have entries': [undefined, []],
    },
  },
  'on-demand pollers': {
    keeps: onDemand,
    breaks: {
      'FunctionResponseTypes must be left out': [['ReportBatchItemFailures']],
      'BisectBatchOnFunctionError must be left out': [true],
      'MaximumRetryAttempts must be left out': [3],
      'MaximumRecordAgeInSeconds must be left out': [3_600],
      'DestinationConfig must be left out': [DestinationConfig],
    },
  },
  'provisioned pollers': {
    keeps: provisioned,
    breaks: {
      'FunctionResponseTypes must be ["ReportBatchItemFailures"]': [undefined, []],
      'BisectBatchOnFunctionError must be true': [undefined, false],
      'DestinationConfig.OnFailure.Destination must be set': [undefined],
      'MaximumRetryAttempts must be at least 11': [undefined, -1, 10],
    },
  },
});
