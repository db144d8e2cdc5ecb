import type { QuarantineRequest } from '../contracts/quarantine.ts';
import {
  CONNECT_HEADERS as CONNECT,
  QUARANTINE_HEADERS as OURS,
  REDRIVE_HEADERS,
  SPRING_HEADERS as SPRING,
} from '../contracts/quarantine-headers.ts';
import type { KafkaRecord } from '../platform/kafka-batch.ts';
import { headerText } from '../platform/kafka-headers.ts';

type Failed = Omit<KafkaRecord, 'key' | 'value'>;
type Headers = KafkaRecord['headers'];

/** A quarantine topic takes 64 KB more than its source: the headers must fit, whatever the reason says. */
const LONGEST_TEXT = 2_000;

/** Where the record was, why it is here, how often and since when; under our names and those that other tools know. */
export function quarantineHeaders(failed: Failed, error: QuarantineRequest['error'], at: Date): Headers {
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
    text(OURS.firstFailedAt, headerText(headers, REDRIVE_HEADERS.firstFailedAt) ?? at.toISOString()),
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

/** A record that was put back and failed again goes on counting where it stopped. */
function earlierAttempts(headers: Headers): number {
  const attempts = Number(headerText(headers, REDRIVE_HEADERS.attempts) ?? 0);
  return Number.isSafeInteger(attempts) ? attempts : 0;
}

/** kafkajs writes a header without a value as an empty one: which those were is told here. */
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
