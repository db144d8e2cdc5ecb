import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import {
  CONNECT_HEADERS as CONNECT,
  QUARANTINE_HEADERS as OURS,
  PackedQuarantineRequest,
  QuarantineRequest,
  type QuarantineResponse,
  quarantineTopic,
  REDRIVE_HEADERS,
  SPRING_HEADERS as SPRING,
} from '../contracts/quarantined-record.ts';
import { recordIds } from '../platform/decode-event.ts';
import type { PartitionOf } from '../platform/kafka-partitioner.ts';
import { messageHeaders, type SendToPartition } from '../platform/kafka-producer.ts';
import { decodeRecord, headerText, type KafkaRecord } from '../platform/kafka-record.ts';
import { logger, measure } from '../platform/telemetry.ts';

export interface QuarantineRecordDeps {
  readonly partitionOf: PartitionOf;
  readonly send: SendToPartition;
  readonly now: () => Date;
}

/** Puts a record into its consumer's quarantine topic, byte-identical, with where it was and why it is here as headers. */
export function quarantineRecord({ partitionOf, send, now }: QuarantineRecordDeps) {
  return async ({ consumer, record, error }: QuarantineRequest): Promise<QuarantineResponse> => {
    const topic = quarantineTopic(record.topic, consumer);
    // The key's own partition keeps one order's records together; a record without a key goes by where it was.
    const partition = await partitionOf(topic, record.key ?? `${record.topic}-${record.partition}`);
    const { key, value, headers, ...place } = decodeRecord(record);
    const added = quarantineHeaders({ ...place, headers }, error, now());
    const message = { key, value, headers: messageHeaders([...headers, ...added]) };
    return { topic, partition, offset: await send({ topic, partition, messages: [message] }) };
  };
}

type Failed = Omit<KafkaRecord, 'key' | 'value'>;
type Headers = KafkaRecord['headers'];

/** A quarantine topic takes 64 KB more than its source: the headers must fit, whatever the reason says. */
const LONGEST_TEXT = 2_000;

/** Where the record was, why it is here, how often and since when; under our names and those that other tools know. */
function quarantineHeaders(failed: Failed, error: QuarantineRequest['error'], at: Date): Headers {
  const { topic, partition, offset, timestamp, headers } = failed;
  const name = error.name.slice(0, LONGEST_TEXT);
  const message = error.message.slice(0, LONGEST_TEXT);
  return [
    text(OURS.topic, topic),
    text(OURS.partition, partition),
    text(OURS.offset, offset),
    text(OURS.timestamp, timestamp),
    text(OURS.error, name),
    text(OURS.message, message),
    text(OURS.attempts, earlierAttempts(headers) + 1),
    text(OURS.firstFailedAt, firstFailedAt(headers) ?? at.toISOString()),
    text(OURS.lastFailedAt, at.toISOString()),
    ...nullsOf(headers),
    text(SPRING.topic, topic),
    { name: SPRING.partition, value: int(partition) },
    { name: SPRING.offset, value: long(offset) },
    { name: SPRING.timestamp, value: long(timestamp) },
    text(SPRING.error, name),
    text(SPRING.message, message),
    text(CONNECT.topic, topic),
    text(CONNECT.partition, partition),
    text(CONNECT.offset, offset),
    text(CONNECT.error, name),
    text(CONNECT.message, message),
  ];
}

const text = (name: string, value: string | number) => ({ name, value: Buffer.from(String(value)) });

/** As a redrive wrote it: anybody else may write anything there. */
const firstFailedAt = (headers: Headers) =>
  z.safeParse(z.iso.datetime(), headerText(headers, REDRIVE_HEADERS.firstFailedAt)).data;

/** A record that was put back and failed again goes on counting where it stopped. */
function earlierAttempts(headers: Headers): number {
  const attempts = Number(headerText(headers, REDRIVE_HEADERS.attempts) ?? 0);
  return Number.isSafeInteger(attempts) ? attempts : 0;
}

/** kafkajs writes a header without a value as an empty one: which those were is said here. */
function nullsOf(headers: Headers): Headers {
  const names = new Set(headers.filter(({ value }) => value === null).map(({ name }) => name));
  return names.size > 0 ? [text(OURS.nullHeaders, [...names].join(',').slice(0, LONGEST_TEXT))] : [];
}

function int(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(number);
  return bytes;
}

const LARGEST_LONG = 2n ** 63n - 1n;

function long(number: number): Buffer {
  const bytes = Buffer.alloc(8);
  // The largest becomes one more when it is read as a JavaScript number.
  const whole = BigInt(number);
  bytes.writeBigInt64BE(whole > LARGEST_LONG ? LARGEST_LONG : whole);
  return bytes;
}

/** @throws where it is no request to quarantine a record. */
export function readRequest(event: unknown): QuarantineRequest {
  const { data: packed } = z.safeParse(PackedQuarantineRequest, event);
  if (packed === undefined) return z.parse(QuarantineRequest, event);
  return z.parse(QuarantineRequest, JSON.parse(gunzipSync(Buffer.from(packed.request, 'base64')).toString()));
}

export function reportQuarantined({ record, error }: QuarantineRequest, to: QuarantineResponse) {
  const { topic, partition, offset } = record;
  measure('RecordsQuarantined');
  logger.info('quarantined', { ...recordIds(decodeRecord(record)), from: { topic, partition, offset }, to, error });
}
