import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resources } from './resources.ts';
import { synthesise } from './synthesise.ts';

const { topics } = synthesise(stages.dev);
const shared = synthesise({ ...stages.dev, topicPrefix: 'dev.' });

const configs = (maxMessageBytes: number, retentionMs: number) =>
  Buffer.from(
    `{"min.insync.replicas":"2","max.message.bytes":"${maxMessageBytes}","retention.ms":"${retentionMs}"}`,
  ).toString('base64');

const topic = (TopicName: string, maxMessageBytes: number, retentionMs: number) => ({
  ClusterArn: 'KafkaCluster.Arn',
  TopicName,
  PartitionCount: 6,
  ReplicationFactor: 3,
  Configs: configs(maxMessageBytes, retentionMs),
});

const WEEK_MS = 604_800_000;
const MONTH_MS = 2_592_000_000;

describe('the topics', () => {
  it('are the two events, kept for a week, and for each consumer a quarantine with 64 KB more, kept for 30 days', () => {
    expect(Object.values(resources(topics, 'AWS::MSK::Topic'))).toEqual([
      topic('orders.order-placed.v1', 1_048_576, WEEK_MS),
      topic('orders.order-placed.v1.payment-processor.dlq', 1_114_112, MONTH_MS),
      topic('payments.payment-decided.v1', 1_048_576, WEEK_MS),
      topic('payments.payment-decided.v1.status-updater.dlq', 1_114_112, MONTH_MS),
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
