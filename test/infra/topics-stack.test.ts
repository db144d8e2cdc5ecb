import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resources } from './resources.ts';
import { synthesise } from './synthesise.ts';

const { topics } = synthesise(stages.dev);
const shared = synthesise({ ...stages.dev, topicPrefix: 'dev.' });

const configs = (maxMessageBytes: number) =>
  Buffer.from(`{"min.insync.replicas":"2","max.message.bytes":"${maxMessageBytes}"}`).toString('base64');

const topic = (TopicName: string, maxMessageBytes: number) => ({
  ClusterArn: 'KafkaCluster.Arn',
  TopicName,
  PartitionCount: 6,
  ReplicationFactor: 3,
  Configs: configs(maxMessageBytes),
});

describe('the topics', () => {
  it('are the two events, and a quarantine with room for 64 KB more for each consumer', () => {
    expect(Object.values(resources(topics, 'AWS::MSK::Topic'))).toEqual([
      topic('orders.order-placed.v1', 1_048_576),
      topic('orders.order-placed.v1.payment-processor.dlq', 1_114_112),
      topic('payments.payment-decided.v1', 1_048_576),
      topic('payments.payment-decided.v1.status-updater.dlq', 1_114_112),
    ]);
  });

  it('and the consumer groups carry the prefix of a stage on a shared cluster', () => {
    const names = Object.values(resources(shared.topics, 'AWS::MSK::Topic')).map((found) => found);
    expect(names).toMatchObject([
      { TopicName: 'dev.orders.order-placed.v1' },
      { TopicName: 'dev.orders.order-placed.v1.payment-processor.dlq' },
      { TopicName: 'dev.payments.payment-decided.v1' },
      { TopicName: 'dev.payments.payment-decided.v1.status-updater.dlq' },
    ]);
    expect(resources(shared.flow, 'AWS::Lambda::EventSourceMapping')).toMatchObject({
      PaymentProcessorFunctionTopic: {
        Topics: ['dev.orders.order-placed.v1'],
        AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'dev.payment-processor' },
      },
    });
  });
});
