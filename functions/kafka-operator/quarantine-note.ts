import { CONNECT_HEADERS, QUARANTINE_HEADERS, SPRING_HEADERS } from '../contracts/quarantine-headers.ts';
import { LATEST_TIMESTAMP, type SourceRecord } from '../contracts/source-record.ts';
import type { KafkaRecord } from '../platform/kafka-batch.ts';
import { headerText } from '../platform/kafka-headers.ts';

type Headers = KafkaRecord['headers'];

/** What quarantine's headers tell of a record; null is what they do not tell. */
export interface QuarantineNote {
  readonly original: SourceRecord | null;
  readonly error: string | null;
  readonly message: string | null;
  readonly attempts: number;
  readonly firstFailedAt: string | null;
  readonly lastFailedAt: string | null;
}

/** A page of notes must fit into what Lambda returns, whoever wrote the headers. */
const LONGEST_TEXT = 2_000;

export function quarantineNote(headers: Headers): QuarantineNote {
  const text = (field: keyof typeof QUARANTINE_HEADERS) =>
    headerText(headers, QUARANTINE_HEADERS[field])?.slice(0, LONGEST_TEXT) ?? null;
  return {
    original: originalPlace(text('topic'), [text('partition'), text('offset'), text('timestamp')]),
    error: text('error'),
    message: text('message'),
    attempts: wholeNumber(text('attempts')) ?? 1,
    firstFailedAt: text('firstFailedAt'),
    lastFailedAt: text('lastFailedAt'),
  };
}

function originalPlace(topic: string | null, numbers: readonly (string | null)[]): SourceRecord | null {
  const [partition, offset, timestamp] = numbers.map(wholeNumber);
  const isWhole = topic !== null && partition !== undefined && offset !== undefined && timestamp !== undefined;
  return isWhole ? { topic, partition, offset, timestamp: Math.min(timestamp, LATEST_TIMESTAMP) } : null;
}

const wholeNumber = (text: string | null) => (text !== null && /^(-1|\d{1,19})$/.test(text) ? Number(text) : undefined);

const ADDED = [QUARANTINE_HEADERS, SPRING_HEADERS, CONNECT_HEADERS].flatMap((names) => Object.values<string>(names));

/** The headers that the record had in its topic. */
export function originalHeaders(headers: Headers): Headers {
  const added = new Set(ADDED.map((name) => headers.findLastIndex((header) => header.name === name)));
  return headers.filter((_header, index) => !added.has(index));
}
