import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resource, synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);

describe('the status updater', () => {
  it('is fed the decisions by on-demand pollers', () => {
    expect(resource(flow, 'AWS::Lambda::EventSourceMapping', 'StatusUpdater')).toEqual({
      EventSourceArn: 'KafkaCluster.Arn',
      FunctionName: 'StatusUpdaterFunction',
      Topics: ['payments.payment-decided.v1'],
      AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'status-updater' },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 0,
    });
  });

  it('stands outside the network and throws what on-demand pollers shall bring again', () => {
    const settings = resource(flow, 'AWS::Lambda::Function', 'StatusUpdater');

    expect(settings).toMatchObject({
      Environment: {
        Variables: {
          ORDERS_TABLE: 'OrderApiOrders',
          QUARANTINE_FUNCTION: 'QuarantineFunction',
          FAILURE_MODE: 'throw',
        },
      },
    });
    expect(settings).not.toHaveProperty('VpcConfig');
  });
});
