import { describe, expect, it } from 'vitest';
import { withCluster } from '../../functions/kafka-operator/kafka-cluster.ts';
import { kafkaRecordLog } from '../../functions/kafka-operator/kafka-record-log.ts';
import type { RecordLog } from '../../functions/kafka-operator/record-log.ts';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { kafkaProducer, type SendToPartition } from '../../functions/platform/kafka-producer.ts';
import { inMemoryTopics } from '../doubles/in-memory-topics.ts';
import { asAdmin, createTestTopic, testKafkaEnv } from '../harness/test-topics.ts';

interface Topics {
  readonly topic: string;
  readonly send: SendToPartition;
  readonly log: RecordLog;
  readonly trim: (topic: string, partition: number, low: number) => Promise<unknown>;
}

const adapters: [string, (use: (topics: Topics) => Promise<void>) => Promise<void>][] = [
  [
    'in memory',
    (use) => {
      const { trim, ...topics } = inMemoryTopics({ partitions: 6, now: () => new Date() });
      return use({ ...topics, topic: 'a', trim: async (...place) => trim(...place) });
    },
  ],
  [
    'on real Kafka',
    async (use) => {
      const kafka = kafkaClient(testKafkaEnv());
      const send = kafkaProducer({ kafka, deadline: 10_000 });
      const topic = await createTestTopic();
      await withCluster(kafka, (cluster) => use({ topic, send, log: kafkaRecordLog(cluster), trim }));
    },
  ],
];

const message = (key: string, headers = {}) => ({ key, value: Buffer.from([0, 255]), headers });
const maxBytes = 1_000_000;

describe.each(adapters)('read a topic as a log, %s', (_adapter, withTopics) => {
  it('tells where each partition begins and ends', () =>
    withTopics(async ({ topic, send, log, trim: trimTo }) => {
      await send({ topic, partition: 4, messages: [message('a'), message('b'), message('c')] });
      await trimTo(topic, 4, 1);

      const ranges = await log.ranges(topic);

      expect(ranges.map(({ partition }) => partition)).toEqual([0, 1, 2, 3, 4, 5]);
      expect(ranges[4]).toEqual({ partition: 4, low: 1, end: 3 });
      expect(ranges[0]).toEqual({ partition: 0, low: 0, end: 0 });
    }));

  it('gives records whole from an offset on, also from the middle of a batch', () =>
    withTopics(async ({ topic, send, log }) => {
      const headers = { name: ['one', Buffer.from([255])], empty: '' };
      await send({ topic, partition: 1, messages: [message('a'), message('b', headers)] });

      const { records, next } = await log.readFrom({ topic, partition: 1, offset: 1, maxBytes });

      expect(next).toBe(2);
      expect(records).toEqual([
        {
          topic,
          partition: 1,
          offset: 1,
          timestamp: expect.any(Number),
          key: Buffer.from('b'),
          value: Buffer.from([0, 255]),
          headers: [
            { name: 'name', value: Buffer.from('one') },
            { name: 'name', value: Buffer.from([255]) },
            { name: 'empty', value: Buffer.alloc(0) },
          ],
        },
      ]);
    }));

  it('tells no key and no value from empty ones', () =>
    withTopics(async ({ topic, send, log }) => {
      const empty = Buffer.alloc(0);
      await send({ topic, partition: 0, messages: [{ key: null, value: null, headers: {} }] });
      await send({ topic, partition: 0, messages: [{ key: empty, value: empty, headers: {} }] });

      const first = await log.readFrom({ topic, partition: 0, offset: 0, maxBytes });
      const second = await log.readFrom({ topic, partition: 0, offset: 1, maxBytes });

      expect(first.records[0]).toMatchObject({ key: null, value: null });
      expect(second.records[0]).toMatchObject({ key: empty, value: empty });
    }));

  it('keeps headers by whatever name', () =>
    withTopics(async ({ topic, send, log }) => {
      const headers = Object.fromEntries(
        ['__proto__', 'constructor', 'toString', '1'].map((name) => [name, ['a', 'b']]),
      );
      await send({ topic, partition: 0, messages: [message('a', headers)] });

      const { records } = await log.readFrom({ topic, partition: 0, offset: 0, maxBytes });

      const read = Map.groupBy(records[0]?.headers ?? [], ({ name }) => name);
      expect(new Set(read.keys())).toEqual(new Set(Object.keys(headers)));
      for (const values of read.values()) expect(values.map(({ value }) => String(value))).toEqual(['a', 'b']);
    }));

  it('has nothing at the end and beyond', () =>
    withTopics(async ({ topic, send, log }) => {
      await send({ topic, partition: 0, messages: [message('a')] });

      expect(await log.readFrom({ topic, partition: 0, offset: 1, maxBytes })).toEqual({ records: [], next: 1 });
      const beyond = await log.readFrom({ topic, partition: 0, offset: 9, maxBytes });
      expect(beyond).toEqual({ records: [], next: Number.POSITIVE_INFINITY });
    }));

  it('goes on at the beginning where an offset is gone', () =>
    withTopics(async ({ topic, send, log, trim: trimTo }) => {
      await send({ topic, partition: 0, messages: [message('a'), message('b')] });
      await trimTo(topic, 0, 1);

      expect(await log.readFrom({ topic, partition: 0, offset: 0, maxBytes })).toEqual({ records: [], next: 1 });
    }));

  it('finds the offsets from a time on, and the end where nothing is that young', () =>
    withTopics(async ({ topic, send, log }) => {
      await send({ topic, partition: 2, messages: [message('a'), message('b')] });

      const hourAgo = new Date(Date.now() - 3_600_000);
      const inAnHour = new Date(Date.now() + 3_600_000);
      expect((await log.offsetsFrom(topic, hourAgo)).get(2)).toBe(0);
      expect((await log.offsetsFrom(topic, inAnHour)).get(2)).toBe(2);
    }));
});

describe('read one record on real Kafka', () => {
  it('takes less than a second, connection included, and leaves no group behind', async () => {
    const kafka = kafkaClient(testKafkaEnv());
    const topic = await createTestTopic();
    await kafkaProducer({ kafka, deadline: 10_000 })({ topic, partition: 0, messages: [message('a')] });
    const before = await groups();

    const begun = performance.now();
    const { records } = await withCluster(kafka, (cluster) =>
      kafkaRecordLog(cluster).readFrom({ topic, partition: 0, offset: 0, maxBytes: 1 }),
    );

    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(records).toHaveLength(1);
    expect(await groups()).toEqual(before);
  });
});

const groups = () => asAdmin(async (admin) => new Set((await admin.listGroups()).groups.map(({ groupId }) => groupId)));

const trim = (topic: string, partition: number, low: number) =>
  asAdmin(async (admin) => {
    // kafkajs must have seen the topic before it finds the partition's leader.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(low) }] });
  });
