import type { KafkaMessage } from 'kafkajs';
import type { EventSourceMapping } from './mapping.ts';

/** A fetched message in the shape that delivery needs; `fetchedBy` is whatever must be notified that it is done. */
export interface FetchedRecord<Fetch = unknown> {
  readonly topic: string;
  readonly partition: number;
  readonly partitionName: string;
  readonly offset: number;
  readonly message: KafkaMessage;
  readonly fetchedBy: Fetch;
}

/** The event that Lambda gives to a function for records of a managed cluster, keyed by topic and partition. */
export function kafkaEvent(mapping: EventSourceMapping, brokers: readonly string[], records: readonly FetchedRecord[]) {
  return {
    eventSource: 'aws:kafka',
    eventSourceArn: mapping.EventSourceArn,
    bootstrapServers: brokers.join(','),
    records: byPartition(records, (own) => own.map(toEventRecord)),
  };
}

/** What the on-failure record says of a batch's places in its topic. */
export function kafkaBatchInfo(
  mapping: EventSourceMapping,
  brokers: readonly string[],
  records: readonly FetchedRecord[],
) {
  return {
    KafkaBatchInfo: {
      batchSize: records.length,
      eventSourceArn: mapping.EventSourceArn,
      bootstrapServers: brokers.join(','),
      payloadSize: Buffer.byteLength(JSON.stringify(kafkaEvent(mapping, brokers, records))),
      recordsInfo: byPartition(records, (own) => ({
        firstRecordOffset: own[0]?.message.offset,
        lastRecordOffset: own.at(-1)?.message.offset,
        firstRecordTimestamp: own.slice(0, 1).map(timeOf)[0],
        lastRecordTimestamp: own.slice(-1).map(timeOf)[0],
      })),
    },
  };
}

/** The latest moment that a Date can hold, in milliseconds since the epoch. */
const LATEST_DATE = 8_640_000_000_000_000;

/** A producer may write any 64-bit number, also one that no Date can hold. */
export const writtenAt = ({ message }: FetchedRecord) =>
  new Date(Math.max(-LATEST_DATE, Math.min(LATEST_DATE, Number(message.timestamp))));

export const bytesOf = ({ message }: FetchedRecord) => Math.ceil(((message.value?.length ?? 0) * 4) / 3);

const timeOf = (record: FetchedRecord) => writtenAt(record).toISOString();

function byPartition<T>(records: readonly FetchedRecord[], summary: (own: readonly FetchedRecord[]) => T) {
  const partitions = Map.groupBy(records, ({ partitionName }) => partitionName);
  return Object.fromEntries([...partitions].map(([name, own]) => [name, summary(own)]));
}

const toEventRecord = ({ topic, partition, offset, message }: FetchedRecord) => ({
  topic,
  partition,
  offset,
  timestamp: Number(message.timestamp),
  timestampType: 'CREATE_TIME',
  ...(message.key && { key: message.key.toString('base64') }),
  ...(message.value && { value: message.value.toString('base64') }),
  headers: Object.entries(message.headers ?? {}).flatMap(([name, values]) =>
    [values ?? null]
      .flat()
      // kafkajs takes what objects inherit for an earlier value of headers called `constructor`, `toString` and so on.
      .filter((value) => value === null || Buffer.isBuffer(value))
      .map((value) => ({ [name]: value && signedBytes(value) })),
  ),
});

// Lambda gives header bytes as Java's signed ones.
const signedBytes = (bytes: Buffer) => Array.from(new Int8Array(bytes));
