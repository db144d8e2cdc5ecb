import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type AwsStage, stages } from '../../lib/stages.ts';
import { TOPIC } from '../../local/resource-types.ts';
import { addedConsumers, addedEvents, addedTopics } from '../harness/added-parts.ts';
import { existing, express, resources, synthesise } from './synthesise.ts';

const { topics } = synthesise(stages.dev);
const shared = synthesise({ ...stages.dev, topicPrefix: 'dev.' });

const Configs = z.record(z.string(), z.string());
/** The topics, with their settings as MSK reads them: JSON in base64. */
const topicsOf = (template: typeof topics) =>
  Object.values(resources(template, 'AWS::MSK::Topic')).map((found) => {
    const topic = TOPIC.settings.parse(found);
    return { ...topic, Configs: Configs.parse(JSON.parse(Buffer.from(topic.Configs, 'base64').toString())) };
  });

const safe = { 'min.insync.replicas': '2', 'unclean.leader.election.enable': 'false' };
const topic = (TopicName: string, maxMessageBytes: number, retentionMs: number) => ({
  ClusterArn: 'KafkaCluster.Arn',
  TopicName,
  PartitionCount: 6,
  ReplicationFactor: 3,
  Configs: {
    ...safe,
    'compression.type': 'uncompressed',
    'max.message.bytes': String(maxMessageBytes),
    'retention.ms': String(retentionMs),
  },
});

const ALL_TOPICS = 6 + addedTopics.length;
const MAPPING = 'AWS::Lambda::EventSourceMapping';
const WEEK_MS = 604_800_000;
const MONTH_MS = 2_592_000_000;

describe('the topics', () => {
  it('are the events, kept for a week, and for each consumer a quarantine with 64 KB more, kept for 30 days', () => {
    const own = [
      topic('orders.order-placed.v1', 1_048_576, WEEK_MS),
      topic('orders.order-placed.v1.payment-processor.dlq', 1_114_112, MONTH_MS),
      topic('orders.order-cancelled.v1', 1_048_576, WEEK_MS),
      topic('orders.order-cancelled.v1.payment-canceller.dlq', 1_114_112, MONTH_MS),
      topic('payments.payment-decided.v1', 1_048_576, WEEK_MS),
      topic('payments.payment-decided.v1.status-updater.dlq', 1_114_112, MONTH_MS),
    ];
    const added = [
      ...addedEvents.map((event) => topic(event.topic, 1_048_576, WEEK_MS)),
      ...addedConsumers.map(({ quarantine }) => topic(quarantine.topic, 1_114_112, MONTH_MS)),
    ];
    const found = topicsOf(topics);

    expect(new Set(found)).toEqual(new Set([...own, ...added]));
    expect(found).toHaveLength(ALL_TOPICS);
  });

  it('keep their ids: another id is another topic', () => {
    const own = [
      'OrderPlaced',
      'OrderPlacedQuarantine',
      'OrderCancelled',
      'OrderCancelledQuarantine',
      'PaymentDecided',
      'PaymentDecidedQuarantine',
    ];
    const added = addedTopics.map(({ id }) => id);

    expect(new Set(Object.keys(resources(topics, 'AWS::MSK::Topic')))).toEqual(new Set([...own, ...added]));
  });

  it('and the consumer groups carry the prefix of a stage on a shared cluster', () => {
    const own = [
      'dev.orders.order-placed.v1',
      'dev.orders.order-placed.v1.payment-processor.dlq',
      'dev.orders.order-cancelled.v1',
      'dev.orders.order-cancelled.v1.payment-canceller.dlq',
      'dev.payments.payment-decided.v1',
      'dev.payments.payment-decided.v1.status-updater.dlq',
    ];
    const added = addedTopics.map((one) => `dev.${one.topic}`);

    expect(new Set(topicsOf(shared.topics).map(({ TopicName }) => TopicName))).toEqual(new Set([...own, ...added]));
    expect(resources(shared.flow, MAPPING)).toMatchObject({
      PaymentProcessorFunctionTopic: {
        Topics: ['dev.orders.order-placed.v1'],
        AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'dev.payment-processor' },
      },
    });
  });

  it('stay with their events where a stage takes others, and have other event sources read those', () => {
    const mappings = (stage: AwsStage) => Object.keys(synthesise(stage).flow.findResources(MAPPING));
    const [before, after, unchanged] = ['', 'dev.', ''].map((topicPrefix) => mappings({ ...stages.dev, topicPrefix }));
    const changed = after?.filter((id) => !before?.includes(id)).map((id) => id.replace(/[0-9A-F]{8}$/, ''));

    const added = addedConsumers.map(({ id }) => id);
    expect(new Set(changed)).toEqual(
      new Set(['PaymentProcessor', 'PaymentCanceller', 'StatusUpdater', ...added].map((id) => `${id}FunctionTopic`)),
    );
    expect(unchanged).toEqual(before);
    const all = Object.values(topics.findResources('AWS::MSK::Topic'));
    expect(all).toEqual(Array(ALL_TOPICS).fill(expect.objectContaining({ UpdateReplacePolicy: 'Retain' })));
  });

  it.each([
    ['of the stage', express],
    ['of a cluster that is there already', { ...existing, express: true }],
  ])('name nothing that is fixed on Express brokers %s', (_, cluster) => {
    const named = topicsOf(synthesise({ ...stages.prod, cluster }).topics).map((topic) => Object.keys(topic.Configs));
    expect(named).toEqual(Array(ALL_TOPICS).fill(['compression.type', 'max.message.bytes', 'retention.ms']));
  });
});
