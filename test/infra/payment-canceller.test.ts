import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { kafkaArn, ownLog, polling, rights } from './granted-rights.ts';
import { resource, synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);

describe('the payment canceller', () => {
  it('is fed the cancellations by on-demand pollers, as a group of its own', () => {
    expect(resource(flow, 'AWS::Lambda::EventSourceMapping', 'PaymentCanceller')).toEqual({
      EventSourceArn: 'KafkaCluster.Arn',
      FunctionName: 'PaymentCancellerFunction',
      Topics: ['orders.order-cancelled.v1'],
      AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'payment-canceller' },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 0,
    });
  });

  it('knows payments and no gateway, and stands outside the network', () => {
    const settings = resource(flow, 'AWS::Lambda::Function', 'PaymentCanceller');

    expect(settings).toMatchObject({
      Timeout: 30,
      Environment: {
        Variables: {
          PAYMENT_DEDUP_TABLE: 'PaymentProcessorPaymentDedup',
          QUARANTINE_FUNCTION: 'QuarantineFunction',
          FAILURE_MODE: 'throw',
        },
      },
    });
    expect(settings).not.toHaveProperty('Environment.Variables.GATEWAY_KEY');
    expect(settings).not.toHaveProperty('VpcConfig');
  });

  it('may write payments, read its topic and hand over bad records: never delete, see orders or write to Kafka', () => {
    expect(rights(flow, 'PaymentCanceller')).toEqual(
      [
        ...ownLog('PaymentCanceller'),
        ...polling,
        ...['DescribeTable', 'GetItem', 'PutItem', 'UpdateItem'].map(
          (action) => `dynamodb:${action} on PaymentProcessorPaymentDedup.Arn`,
        ),
        'kafka-cluster:Connect on KafkaCluster.Arn',
        `kafka-cluster:DescribeTopic on ${kafkaArn('topic', 'orders.order-cancelled.v1')}`,
        `kafka-cluster:ReadData on ${kafkaArn('topic', 'orders.order-cancelled.v1')}`,
        `kafka-cluster:DescribeGroup on ${kafkaArn('group', 'payment-canceller')}`,
        `kafka-cluster:AlterGroup on ${kafkaArn('group', 'payment-canceller')}`,
        'lambda:InvokeFunction on QuarantineFunction.Arn',
      ].sort(),
    );
  });
});
