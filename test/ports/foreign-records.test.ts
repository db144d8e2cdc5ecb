import { Producer, stringSerializers } from '@platformatic/kafka';
import { describe, expect, it } from 'vitest';
import { withCluster } from '../../functions/kafka-operator/kafka-cluster.ts';
import { kafkaRecordLog } from '../../functions/kafka-operator/kafka-record-log.ts';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { kafkaProducer } from '../../functions/platform/kafka-producer.ts';
import { createTestTopic, testKafkaEnv } from '../harness/test-topics.ts';

const maxBytes = 1_000_000;

describe('read what another client has compressed', () => {
  it.each([
    ['gzip', 'uncompressed'],
    ['snappy', 'uncompressed'],
    ['lz4', 'uncompressed'],
    ['zstd', 'uncompressed'],
    ['gzip', 'producer'],
    ['zstd', 'producer'],
  ] as const)('%s, on a topic of compression.type %s', async (compression, type) => {
    const topic = await createTestTopic({ settings: { 'compression.type': type } });
    const { KAFKA_BROKERS } = testKafkaEnv();
    const producer = new Producer({
      clientId: 'another',
      bootstrapBrokers: KAFKA_BROKERS.split(','),
      serializers: stringSerializers,
    });
    const value = 'v'.repeat(1_000);
    await producer.send({ messages: [{ topic, partition: 0, key: 'k', value }], compression });
    await producer.close();

    const { records } = await withCluster(kafkaClient(testKafkaEnv()), (cluster) =>
      kafkaRecordLog(cluster).readFrom({ topic, partition: 0, offset: 0, maxBytes }),
    );

    expect(records.map((record) => String(record.value))).toEqual([value]);
  });
});

describe("read what lies behind another producer's open transaction", () => {
  it('tells its end, and reads it', async () => {
    const kafka = kafkaClient(testKafkaEnv());
    const topic = await createTestTopic({ partitions: 1 });
    const other = kafka.producer({ transactionalId: topic, idempotent: true, maxInFlightRequests: 1 });
    await other.connect();
    const transaction = await other.transaction();
    await transaction.send({ topic, messages: [{ key: 'open', value: 'v', partition: 0 }] });
    await kafkaProducer({ kafka, deadline: 10_000 })({
      topic,
      partition: 0,
      messages: [{ key: 'a', value: 'v', headers: {} }],
    });

    const [ranges, read] = await withCluster(kafka, async (cluster) => {
      const log = kafkaRecordLog(cluster);
      return [await log.ranges(topic), await log.readFrom({ topic, partition: 0, offset: 1, maxBytes })];
    });
    await transaction.abort();
    await other.disconnect();

    expect(ranges).toEqual([{ partition: 0, low: 0, end: 2 }]);
    expect(read).toMatchObject({ records: [{ offset: 1, key: Buffer.from('a') }], next: 2 });
  });
});
