import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { kafkaArn, ownLog, polling, rights } from './granted-rights.ts';
import { resource, synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);
const { flow: prod } = synthesise({ ...stages.prod, kafkaPollers: { minimum: 1, maximum: 4 } });

const may = [
  ...ownLog('PaymentProcessor'),
  ...polling,
  'dynamodb:BatchGetItem on PaymentProcessorPaymentDedup.Arn',
  'dynamodb:DescribeTable on PaymentProcessorPaymentDedup.Arn',
  'dynamodb:GetItem on PaymentProcessorPaymentDedup.Arn',
  'dynamodb:PutItem on PaymentProcessorPaymentDedup.Arn',
  'dynamodb:UpdateItem on PaymentProcessorPaymentDedup.Arn',
  'kafka-cluster:Connect on KafkaCluster.Arn',
  `kafka-cluster:DescribeTopic on ${kafkaArn('topic', 'orders.order-placed.v1')}`,
  `kafka-cluster:ReadData on ${kafkaArn('topic', 'orders.order-placed.v1')}`,
  `kafka-cluster:DescribeGroup on ${kafkaArn('group', 'payment-processor')}`,
  `kafka-cluster:AlterGroup on ${kafkaArn('group', 'payment-processor')}`,
  'lambda:InvokeFunction on QuarantineFunction.Arn',
];

const SECRET = 'arn:aws:secretsmanager:us-east-1:AWS::AccountId:secret:chargeonce/prod/gateway-key';

const source = {
  EventSourceArn: 'KafkaCluster.Arn',
  FunctionName: 'PaymentProcessorFunction',
  Topics: ['orders.order-placed.v1'],
  AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'payment-processor' },
  StartingPosition: 'TRIM_HORIZON',
  BatchSize: 100,
  MaximumBatchingWindowInSeconds: 0,
};

describe('the payment processor', () => {
  it('is fed by on-demand pollers without any setting that they do not know, and throws', () => {
    expect(resource(flow, 'AWS::Lambda::EventSourceMapping', 'PaymentProcessor')).toEqual(source);
    expect(resource(flow, 'AWS::Lambda::Function', 'PaymentProcessor')).toHaveProperty(
      'Environment.Variables.FAILURE_MODE',
      'throw',
    );
  });

  it('reports single records to provisioned pollers, which keep what they give up', () => {
    expect(resource(prod, 'AWS::Lambda::EventSourceMapping', 'PaymentProcessor')).toEqual({
      ...source,
      FunctionName: 'PaymentProcessorFunctionLive split at :[6]:live',
      ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 4, PollerGroupName: 'chargeonce-prod' },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 10_000,
      MaximumRecordAgeInSeconds: 604_800,
      DestinationConfig: { OnFailure: { Destination: 'FailedRecords.Arn' } },
    });
    expect(resource(prod, 'AWS::Lambda::Function', 'PaymentProcessor')).toHaveProperty(
      'Environment.Variables.FAILURE_MODE',
      'report',
    );
  });

  it('may claim and settle payments, read its topic and hand over bad records: never delete, see orders or write to Kafka', () => {
    expect(rights(flow, 'PaymentProcessor')).toEqual([...may].sort());
  });

  it('may besides, with provisioned pollers and a real gateway, only keep what they give up and read its key', () => {
    const own = rights(prod, 'PaymentProcessor').filter((right) => /^(s3|secretsmanager):/.test(right));
    expect(own).toEqual([
      's3:ListBucket on FailedRecords.Arn',
      's3:PutObject on FailedRecords.Arn/*',
      `secretsmanager:GetSecretValue on ${SECRET}-??????`,
    ]);
    expect(rights(prod, 'PaymentProcessor')).toHaveLength(may.length + 3);
  });

  it('knows how long it can live, and in dev charges at the simulator', () => {
    const settings = resource(flow, 'AWS::Lambda::Function', 'PaymentProcessor');

    expect(settings).toMatchObject({
      Timeout: 60,
      Environment: {
        Variables: {
          PAYMENT_DEDUP_TABLE: 'PaymentProcessorPaymentDedup',
          QUARANTINE_FUNCTION: 'QuarantineFunction',
          GATEWAY_URL: 'PaymentGatewaySimulatorHttp.ApiEndpoint',
          GATEWAY_KEY_IN: 'environment',
          GATEWAY_KEY: 'sk_test_simulator',
          FUNCTION_TIMEOUT_SECONDS: '60',
          RECORDS_AT_ONCE: '100',
        },
      },
    });
    expect(settings).not.toHaveProperty('VpcConfig');
  });

  it('charges at Stripe in prod, and knows where its key is: the key itself is in no template', () => {
    expect(resource(prod, 'AWS::Lambda::Function', 'PaymentProcessor')).toMatchObject({
      Environment: {
        Variables: {
          GATEWAY_URL: 'https://api.stripe.com',
          GATEWAY_KEY_IN: 'secrets-manager',
          GATEWAY_KEY: 'chargeonce/prod/gateway-key',
        },
      },
    });
    expect(JSON.stringify(prod.toJSON())).not.toContain('{{resolve:');
  });
});

describe('the PaymentDedup table', () => {
  it('is keyed by event, streams new images, forgets nothing and lists by keys alone what is to be tried again', () => {
    expect(resource(flow, 'AWS::DynamoDB::Table', 'PaymentProcessor')).toEqual({
      KeySchema: [{ AttributeName: 'eventId', KeyType: 'HASH' }],
      AttributeDefinitions: ['eventId', 'dueShard', 'dueAt'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: false,
      GlobalSecondaryIndexes: [
        {
          IndexName: 'due-payments',
          KeySchema: [
            { AttributeName: 'dueShard', KeyType: 'HASH' },
            { AttributeName: 'dueAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
  });
});
