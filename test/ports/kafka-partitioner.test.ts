import { describe, expect, it } from 'vitest';
import { kafkaPartitioner, kafkaTopics } from '../../functions/platform/kafka-partitioner.ts';
import { overBreakableNetwork } from '../harness/breakable-network.ts';
import { PUBLISHING_CLIENTS } from '../harness/kafka-clients.ts';
import { asAdmin, createTestTopic, testKafkaEnv } from '../harness/test-topics.ts';
import { waitFor } from '../harness/wait-for.ts';

/** From Kafka's own tests of its Java client. */
const MURMUR2 = {
  '21': -973932308,
  foobar: -790332482,
  'a-little-bit-long-string': -985981536,
  'a-little-bit-longer-string': -1486304829,
  lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8: -58897971,
};
const javaPartition = (hash: number, partitions: number) => (hash & 0x7fffffff) % partitions;

describe.each(Object.entries(PUBLISHING_CLIENTS))("compute a key's partition, by %s", (_name, client) => {
  it.each([1, 6, 97])('answers what a Java client does for a topic of %i partitions', async (partitions) => {
    const topic = await createTestTopic({ partitions });
    const partitionOf = kafkaPartitioner({ kafka: client.at(testKafkaEnv()), deadline: 10_000 });

    for (const [key, hash] of Object.entries(MURMUR2))
      expect(await partitionOf(topic, key)).toBe(javaPartition(hash, partitions));
  });

  it('asks the broker once, however many keys there are', async () => {
    const network = await overBreakableNetwork(client.impatientAt);
    const topic = await createTestTopic();
    const partitionOf = kafkaPartitioner({ kafka: network.kafka, deadline: 10_000 });
    await partitionOf(topic, 'first');

    network.breakDown();

    expect(await partitionOf(topic, '21')).toBe(javaPartition(MURMUR2['21'], 6));
  });

  it('rejects when the broker cannot be reached, and asks again the next time', async () => {
    const network = await overBreakableNetwork(client.impatientAt);
    const topic = await createTestTopic();
    const partitionOf = kafkaPartitioner({ kafka: network.kafka, deadline: 10_000 });
    network.breakDown();

    await expect(partitionOf(topic, '21')).rejects.toThrow();
    network.heal();

    expect(await partitionOf(topic, '21')).toBe(javaPartition(MURMUR2['21'], 6));
  });

  it('rejects for a topic that is not there', async () => {
    const partitionOf = kafkaPartitioner({ kafka: client.at(testKafkaEnv()), deadline: 10_000 });

    await expect(partitionOf('no-such-topic', 'k')).rejects.toThrow();
  });
});

describe.each(Object.entries(PUBLISHING_CLIENTS))('send to the partition of a key, by %s', (_name, client) => {
  it('goes on after the topic was made anew with fewer partitions', async () => {
    const topic = await createTestTopic({ partitions: 6 });
    const deadlines = { partitions: 10_000, kafka: 10_000 };
    const { partitionOf, send } = kafkaTopics({ kafka: client.at(testKafkaEnv()), deadlines });
    const sendTo = async (key: string) => {
      const partition = await partitionOf(topic, key);
      await send({ topic, partition, messages: [{ key, value: 'v', headers: {} }] });
      return true;
    };
    await sendTo('21');
    await asAdmin((admin) => admin.deleteTopics({ topics: [topic] }));
    await createTestTopic({ name: topic, partitions: 1 });

    for (const key of Object.keys(MURMUR2))
      await waitFor(() => sendTo(key), { within: 10_000, what: `a send for ${key}` });

    expect(await partitionOf(topic, 'any')).toBe(0);
  });
});
