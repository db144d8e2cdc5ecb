import { describe, expect, it } from 'vitest';
import type { ConsumerGroup } from '../../functions/kafka-operator/consumer-groups.ts';
import { kafkaConsumerGroup, withCluster } from '../../functions/kafka-operator/kafka-cluster.ts';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { inMemoryGroup } from '../doubles/in-memory-topics.ts';
import { createTestTopic, testKafkaEnv } from '../harness/test-topics.ts';

interface Subject {
  readonly groups: ConsumerGroup;
  readonly topic: string;
  /** Lets a consumer join the group, do its part, and leave. */
  readonly withMember: (group: string, work: () => Promise<void>) => Promise<void>;
}

const adapters: [string, (use: (subject: Subject) => Promise<void>) => Promise<void>][] = [
  [
    'in memory',
    (use) => {
      const { groups, join } = inMemoryGroup();
      const withMember: Subject['withMember'] = async (_group, work) => {
        join(1);
        await work();
        join(0);
      };
      return use({ groups, topic: 'a', withMember });
    },
  ],
  [
    'on real Kafka',
    async (use) => {
      const topic = await createTestTopic();
      const withMember: Subject['withMember'] = (group, work) => consumeMeanwhile(topic, group, work);
      await withCluster(kafkaClient(testKafkaEnv()), (cluster) =>
        use({ groups: kafkaConsumerGroup(cluster), topic, withMember }),
      );
    },
  ],
];

describe.each(adapters)('keep how far a consumer group is, %s', (_adapter, withGroup) => {
  it('knows nothing of a group that never was', () =>
    withGroup(async ({ groups, topic }) => {
      expect(await groups.members(`${topic}.none`)).toBe(0);
      expect(await groups.committed(`${topic}.none`, topic)).toEqual(new Map());
    }));

  it('sets offsets, also back, and leaves the other partitions', () =>
    withGroup(async ({ groups, topic }) => {
      const group = `${topic}.group`;

      expect(await groups.commit(group, topic, pairs(9, 4))).toBe(true);
      expect(await groups.commit(group, topic, new Map([[0, 2]]))).toBe(true);

      expect(new Map([...(await groups.committed(group, topic))].sort())).toEqual(pairs(2, 4));
      expect(await groups.members(group)).toBe(0);
    }));

  it('refuses while the group has a member, and changes nothing', () =>
    withGroup(async ({ groups, topic, withMember }) => {
      const group = `${topic}.group`;
      await groups.commit(group, topic, new Map([[0, 0]]));

      await withMember(group, async () => {
        expect(await groups.members(group)).toBe(1);
        expect(await groups.commit(group, topic, new Map([[0, 5]]))).toBe(false);
      });

      expect(await groups.members(group)).toBe(0);
      expect((await groups.committed(group, topic)).get(0)).toBe(0);
    }));
});

/** Offsets of the partitions from 0 on. */
const pairs = (...offsets: number[]) => new Map(offsets.entries());

async function consumeMeanwhile(topic: string, groupId: string, work: () => Promise<void>) {
  const consumer = kafkaClient(testKafkaEnv()).consumer({ groupId, maxWaitTimeInMs: 100 });
  const joined = new Promise((resolve) => consumer.on('consumer.group_join', resolve));
  await consumer.connect();
  try {
    await consumer.subscribe({ topic });
    await consumer.run({ autoCommit: false, eachMessage: async () => undefined });
    await joined;
    await work();
  } finally {
    await consumer.disconnect();
  }
}
