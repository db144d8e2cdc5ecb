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
