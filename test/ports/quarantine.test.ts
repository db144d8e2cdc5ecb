import { describe, expect, it } from 'vitest';
import { CONNECT_HEADERS, QUARANTINE_HEADERS } from '../../functions/contracts/quarantined-record.ts';
import { withCluster } from '../../functions/kafka-operator/kafka-cluster.ts';
import { kafkaRecordLog } from '../../functions/kafka-operator/kafka-record-log.ts';
import { originalHeaders } from '../../functions/kafka-operator/list-quarantined.ts';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { kafkaProducer } from '../../functions/platform/kafka-producer.ts';
import { encodeRecord, type KafkaRecord } from '../../functions/platform/kafka-record.ts';
import { quarantineRecord } from '../../functions/quarantine/quarantine-record.ts';
import { aKafkaRecord } from '../doubles/record-builders.ts';
import { createTestTopic, readTestTopic, testKafkaEnv } from '../harness/test-topics.ts';

const bytes = Buffer.from([0, 255, 128, 10]);
const header = (name: string, value: Buffer | null) => ({ name, value });

/** Quarantines a record in a topic with the limit that the template gives. */
async function quarantined(record: KafkaRecord, message = 'not JSON') {
  const topic = await createTestTopic({ settings: { 'max.message.bytes': String(1_048_576 + 65_536) } });
  const kafka = kafkaClient(testKafkaEnv());
  const send = kafkaProducer({ kafka, deadline: 10_000 });
  const quarantine = quarantineRecord({
    partitionOf: async () => 3,
    send: (toQuarantine) => send({ ...toQuarantine, topic }),
    now: () => new Date(),
  });
  const { offset } = await quarantine({
    action: 'quarantine',
    consumer: 'c',
    record: encodeRecord(record),
    error: { name: 'InvalidJson', message },
  });
  const { records } = await withCluster(kafka, (cluster) =>
    kafkaRecordLog(cluster).readFrom({ topic, partition: 3, offset, maxBytes: 1 }),
  );
  const [stored] = records;
  if (stored === undefined) throw new Error('the record is not there');
  return { topic, offset, stored };
}

describe('quarantine a record on real Kafka', () => {
  it('stores the very bytes of key, value and repeated headers', async () => {
    const headers = [header('a', bytes), header('a', Buffer.alloc(0))];

    const { topic, offset } = await quarantined(aKafkaRecord({ key: bytes, value: bytes, headers }));

    const [record] = await readTestTopic(topic);
    expect(record).toMatchObject({ partition: 3, offset, key: bytes, value: bytes });
    expect(record?.headers).toMatchObject({ a: [bytes, Buffer.alloc(0)] });
    expect(String(record?.headers?.[QUARANTINE_HEADERS.error])).toBe('InvalidJson');
  });

  it.each([
    ['no headers', []],
    ['a header without bytes', [header('a', Buffer.alloc(0))]],
    ['names that objects inherit', ['__proto__', 'constructor', 'toString'].map((name) => header(name, bytes))],
    [
      'headers of the names that it adds',
      [header(QUARANTINE_HEADERS.topic, bytes), header(CONNECT_HEADERS.topic, bytes)],
    ],
  ])('gives the headers back as they were: %s', async (_situation, headers) => {
    const { stored } = await quarantined(aKafkaRecord({ headers }));

    expect(originalHeaders(stored.headers)).toEqual(headers);
  });

  it('keeps a header without a value as an empty one, and names it', async () => {
    const { stored } = await quarantined(aKafkaRecord({ headers: [header('a', null), header('b', bytes)] }));

    expect(originalHeaders(stored.headers)).toEqual([header('a', Buffer.alloc(0)), header('b', bytes)]);
    const named = stored.headers.find(({ name }) => name === QUARANTINE_HEADERS.nullHeaders);
    expect(String(named?.value)).toBe('a');
  });

  it('takes a record of the largest size with the longest reason', async () => {
    // What a batch adds to a record's value and key.
    const value = Buffer.alloc(1_048_576 - 200, 120);

    const { stored } = await quarantined(aKafkaRecord({ value, headers: [] }), 'x'.repeat(1_000_000));

    expect(stored.value?.equals(value)).toBe(true);
  });
});
