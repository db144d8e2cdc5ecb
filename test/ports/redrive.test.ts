import { describe, expect, it } from 'vitest';
import { quarantineTopic } from '../../functions/contracts/quarantined-record.ts';
import { withCluster } from '../../functions/kafka-operator/kafka-cluster.ts';
import { kafkaRecordLog } from '../../functions/kafka-operator/kafka-record-log.ts';
import { redrive } from '../../functions/kafka-operator/redrive.ts';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { kafkaPartitioner } from '../../functions/platform/kafka-partitioner.ts';
import { kafkaProducer } from '../../functions/platform/kafka-producer.ts';
import { encodeRecord } from '../../functions/platform/kafka-record.ts';
import { quarantineRecord } from '../../functions/quarantine/quarantine-record.ts';
import { anOrderPlaced } from '../doubles/order-builders.ts';
import { aKafkaRecord, anOrderEvent } from '../doubles/record-builders.ts';
import { createTestTopic, readTestTopic, testKafkaEnv } from '../harness/test-topics.ts';

const consumer = 'payment-processor';

describe('redrive on real Kafka', () => {
  it('puts what fits back into the partition of its key, and refuses what has no room there', async () => {
    const topic = await createTestTopic({ settings: { 'max.message.bytes': '4096' } });
    await createTestTopic({ name: quarantineTopic(topic, consumer) });
    const kafka = kafkaClient(testKafkaEnv());
    const writing = {
      partitionOf: kafkaPartitioner({ kafka, deadline: 10_000 }),
      send: kafkaProducer({ kafka, deadline: 10_000 }),
      now: () => new Date(),
    };
    const large = { ...anOrderPlaced(), note: 'x'.repeat(4_096) };
    const records = [
      aKafkaRecord({ topic, value: Buffer.from(JSON.stringify(large)) }),
      aKafkaRecord({ topic }, anOrderEvent(2)),
    ];
    for (const record of records)
      await quarantineRecord(writing)({
        action: 'quarantine',
        consumer,
        record: encodeRecord(record),
        error: { name: 'InvalidEvent', message: 'then' },
      });

    const answer = await withCluster(kafka, (cluster) =>
      redrive({ ...writing, log: kafkaRecordLog(cluster), mayGoOn: () => true })({
        action: 'redrive',
        topic,
        consumer,
        limit: 100,
        dryRun: false,
      }),
    );

    expect(answer).toMatchObject({ redriven: 1, refused: [{ reason: expect.stringContaining('too large') }] });
    const { key } = anOrderEvent(2);
    expect(await readTestTopic(topic)).toMatchObject([
      { key: Buffer.from(key), partition: await writing.partitionOf(topic, key) },
    ]);
  });
});
