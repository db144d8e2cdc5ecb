import { randomUUID } from 'node:crypto';
import { Consumer, MessagesStreamModes } from '@platformatic/kafka';
import type { Message } from 'kafkajs';
import { CONSUMERS } from '../../functions/contracts/events.ts';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { kafkaPartitioner } from '../../functions/platform/kafka-partitioner.ts';
import { kafkaProducer } from '../../functions/platform/kafka-producer.ts';
import { encodeRecord, type KafkaRecord } from '../../functions/platform/kafka-record.ts';
import { quarantineRecord } from '../../functions/quarantine/quarantine-record.ts';
import type { AppAddress } from './running-app.ts';
import { sendRecords } from './topic-records.ts';

export interface StoredRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  /** Null is a tombstone. */
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** A record to the byte, repeated headers in their order. */
export interface RawRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [Buffer, Buffer])[];
}

/** Reads every record that a topic of the app holds now, with a client that shares no line with the functions'. */
export const recordsOf = async (app: Pick<AppAddress, 'ports'>, topic: string): Promise<StoredRecord[]> =>
  (await rawRecordsOf(app, topic)).map(({ key, headers, ...record }) => ({
    ...record,
    key: String(key),
    headers: Object.fromEntries(headers.map(([name, bytes]) => [String(name), String(bytes)])),
  }));

/** The same, as bytes. */
export async function rawRecordsOf({ ports }: Pick<AppAddress, 'ports'>, topic: string): Promise<RawRecord[]> {
  const consumer = new Consumer({
    clientId: 'test',
    groupId: `test-${randomUUID()}`,
    bootstrapBrokers: [`127.0.0.1:${ports.KAFKA_PORT}`],
  });
  try {
    const ends = (await consumer.listOffsets({ topics: [topic] })).get(topic) ?? [];
    const stored = ends.reduce((sum, end) => sum + Number(end), 0);
    return stored === 0 ? [] : await readRecords(consumer, topic, { partitions: ends.length, stored });
  } finally {
    await consumer.close(true);
  }
}

interface Extent {
  readonly partitions: number;
  readonly stored: number;
}

async function readRecords(consumer: Consumer, topic: string, { partitions, stored }: Extent) {
  const stream = await consumer.consume({
    topics: [topic],
    mode: MessagesStreamModes.MANUAL,
    offsets: Array.from({ length: partitions }, (_, partition) => ({ topic, partition, offset: 0n })),
    autocommit: false,
    maxWaitTime: 500,
  });
  const records: RawRecord[] = [];
  for await (const { partition, offset, key, value, headerEntries } of stream) {
    const headers = headerEntries.map(([name, bytes]) => [name, bytes] as const);
    records.push({ partition, offset: Number(offset), key: key ?? null, value: value ?? null, headers });
    if (records.length === stored) break;
  }
  return records;
}

/** Puts records of any kind onto a topic of a running app, past the publisher. */
export const produce = ({ ports }: Pick<AppAddress, 'ports'>, topic: string, messages: Message[]) =>
  sendRecords(clientAt(`127.0.0.1:${ports.KAFKA_PORT}`), topic, messages);

export const clientAt = (brokers: string) => kafkaClient({ KAFKA_BROKERS: brokers, KAFKA_AUTH: 'none' });

/** Puts records into quarantine as an older version of the payment-processor did, which could not read them. */
export function olderQuarantine({ ports }: Pick<AppAddress, 'ports'>) {
  const kafka = clientAt(`127.0.0.1:${ports.KAFKA_PORT}`);
  const quarantine = quarantineRecord({
    partitionOf: kafkaPartitioner({ kafka, deadline: 10_000 }),
    send: kafkaProducer({ kafka, deadline: 10_000 }),
    now: () => new Date(),
  });
  return (record: KafkaRecord, error: string) =>
    quarantine({
      action: 'quarantine',
      consumer: CONSUMERS.paymentProcessor.name,
      record: encodeRecord(record),
      error: { name: error, message: 'what that version did not know' },
    });
}
