import type { KafkaMessage } from 'kafkajs';
import { LATEST_TIMESTAMP } from '../../functions/contracts/source-record.ts';
import { isHeaderValue } from '../../functions/platform/kafka-headers.ts';
import type { EventSourceMapping } from './mapping.ts';

/** A fetched message in the shape that delivery needs; `fetchedBy` is whatever must hear that it is done. */
export interface KafkaRecord<Fetch = unknown> {
  readonly topic: string;
  readonly partition: number;
  readonly partitionName: string;
  readonly offset: number;
  readonly message: KafkaMessage;
  readonly fetchedBy: Fetch;
}

/** The event that Lambda gives to a function for records of a managed cluster, keyed by topic and partition. */
export function kafkaEvent(mapping: EventSourceMapping, brokers: readonly string[], records: readonly KafkaRecord[]) {
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
  records: readonly KafkaRecord[],
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

/** A producer may write any 64-bit number, also one that no Date can hold. */
export const writtenAt = ({ message }: KafkaRecord) =>
  new Date(Math.max(-LATEST_TIMESTAMP, Math.min(LATEST_TIMESTAMP, Number(message.timestamp))));

export const bytesOf = ({ message }: KafkaRecord) => Math.ceil(((message.value?.length ?? 0) * 4) / 3);

const timeOf = (record: KafkaRecord) => writtenAt(record).toISOString();

function byPartition<T>(records: readonly KafkaRecord[], summary: (own: readonly KafkaRecord[]) => T) {
  const partitions = Map.groupBy(records, ({ partitionName }) => partitionName);
  return Object.fromEntries([...partitions].map(([name, own]) => [name, summary(own)]));
}

const toEventRecord = ({ topic, partition, offset, message }: KafkaRecord) => ({
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
      .filter(isHeaderValue)
      .map((value) => ({ [name]: value && signedBytes(value) })),
  ),
});

// Lambda gives header bytes as Java's signed ones.
const signedBytes = (bytes: Buffer) => Array.from(new Int8Array(bytes));
