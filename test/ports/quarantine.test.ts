import { describe, expect, it } from 'vitest';
import { quarantineRecord } from '../../functions/kafka-operator/quarantine-record.ts';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { kafkaProducer } from '../../functions/platform/kafka-producer.ts';
import { readTopic } from '../harness/read-topic.ts';
import { createTestTopic, testKafkaEnv } from '../harness/topics.ts';

const bytes = [0, 255, 128, 10];
const base64 = Buffer.from(bytes).toString('base64');

describe('quarantine a record on real Kafka', () => {
  it('stores the very bytes of key, value and repeated headers', async () => {
    const topic = await createTestTopic();
    const send = kafkaProducer({ kafka: kafkaClient(testKafkaEnv()), deadline: 10_000 });
    const quarantine = quarantineRecord({
      partitionOf: async () => 3,
      send: (toQuarantine) => send({ ...toQuarantine, topic }),
      now: () => new Date(),
    });
    const headers = [
      { name: 'a', value: base64 },
      { name: 'a', value: '' },
    ];

    const { offset } = await quarantine({
      action: 'quarantine',
      consumer: 'c',
      record: { topic: 't', partition: 0, offset: 1, timestamp: 2, key: base64, value: base64, headers },
      error: { name: 'InvalidJson', message: 'not JSON' },
    });

    const [record] = await readTopic(topic);
    expect(record).toMatchObject({ partition: 3, offset, key: Buffer.from(bytes), value: Buffer.from(bytes) });
    expect(record?.headers).toMatchObject({ a: [Buffer.from(bytes), Buffer.alloc(0)] });
    expect(String(record?.headers?.['chargeonce.quarantine.error'])).toBe('InvalidJson');
  });
});
