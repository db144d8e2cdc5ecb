import { randomUUID } from 'node:crypto';
import { Consumer, MessagesStreamModes } from '@platformatic/kafka';
import type { AppAddress } from './running-app.ts';

export interface StoredRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  /** Null is a tombstone. */
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads every record that a topic of the app holds now, with a client that shares no line with the functions'. */
export async function recordsOf({ ports }: Pick<AppAddress, 'ports'>, topic: string): Promise<StoredRecord[]> {
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
  const records: StoredRecord[] = [];
  for await (const { partition, offset, key, value, headerEntries } of stream) {
    const headers = Object.fromEntries(headerEntries.map(([name, bytes]) => [String(name), String(bytes)]));
    records.push({ partition, offset: Number(offset), key: String(key), value: value ?? null, headers });
    if (records.length === stored) break;
  }
  return records;
}
