import { describe, expect, it } from 'vitest';
import { partitionLeaders, withCluster } from '../../functions/kafka-operator/kafka-cluster.ts';
import { kafkaRecordLog } from '../../functions/kafka-operator/kafka-record-log.ts';
import { describeTopic } from '../../functions/kafka-operator/record-log.ts';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { kafkaProducer } from '../../functions/platform/kafka-producer.ts';
import { inMemoryTopics } from '../doubles/in-memory-topics.ts';
import { createTestTopic, testKafkaEnv } from '../harness/test-topics.ts';

describe("a topic's partitions", () => {
  it('are told with what they hold and who leads them, by a real broker', async () => {
    const kafka = kafkaClient(testKafkaEnv());
    const topic = await createTestTopic();
    const messages = [{ key: 'a', value: Buffer.from('b'), headers: {} }];
    await kafkaProducer({ kafka, deadline: 10_000 })({ topic, partition: 2, messages });

    const { partitions } = await withCluster(kafka, (cluster) =>
      describeTopic({ log: kafkaRecordLog(cluster), leadersOf: partitionLeaders(cluster) })({
        action: 'describe-topic',
        topic,
      }),
    );

    expect(partitions).toHaveLength(6);
    expect(partitions[2]).toEqual({ partition: 2, begin: 0, end: 1, leader: 1 });
  });

  it('have no leader where none is known', async () => {
    const { log } = inMemoryTopics({ partitions: 2, now: () => new Date() });
    const describeIt = describeTopic({ log, leadersOf: async () => new Map([[1, 7]]) });

    expect(await describeIt({ action: 'describe-topic', topic: 'a' })).toEqual({
      partitions: [
        { partition: 0, begin: 0, end: 0, leader: null },
        { partition: 1, begin: 0, end: 0, leader: 7 },
      ],
    });
  });
});
