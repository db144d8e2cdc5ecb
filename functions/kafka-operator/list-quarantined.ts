import { LATEST_TIMESTAMP, type SourceRecord } from '../contracts/cloud-event.ts';
import type {
  ListQuarantinedRequest,
  ListQuarantinedResponse,
  QuarantineDepthRequest,
  QuarantineDepthResponse,
  QuarantinedRecord,
} from '../contracts/operator-request.ts';
import {
  CONNECT_HEADERS,
  QUARANTINE_HEADERS,
  quarantineTopic,
  REDRIVE_HEADERS,
  SPRING_HEADERS,
} from '../contracts/quarantined-record.ts';
import { headerText, type KafkaRecord } from '../platform/kafka-record.ts';
import { type RecordLog, type VisitPageDeps, visitPage } from './record-log.ts';

/** Lists a page of a quarantine topic; changes nothing. */
export function listQuarantined(deps: VisitPageDeps) {
  const visit = visitPage(deps);
  return async ({ topic, consumer, error, ...page }: ListQuarantinedRequest): Promise<ListQuarantinedResponse> => {
    const records: QuarantinedRecord[] = [];
    const cursor = await visit({ topic: quarantineTopic(topic, consumer), ...page }, async (record) => {
      const listed = summary(record);
      if (error !== undefined && listed.error !== error) return undefined;
      records.push(listed);
      return listed;
    });
    return { records, cursor };
  };
}

const LONGEST_KEY = 200;
/** The longest name of a topic, a partition and an offset. */
const LONGEST_PLACE = 300;

const summary = ({ topic, partition, offset, timestamp, key, value, headers }: KafkaRecord): QuarantinedRecord => ({
  place: { topic, partition, offset, timestamp },
  key: key?.subarray(0, LONGEST_KEY).toString() ?? null,
  bytes: value?.length ?? 0,
  ...quarantineNote(headers),
  redrivenFrom: headerText(headers, REDRIVE_HEADERS.from)?.slice(0, LONGEST_PLACE) ?? null,
});

type Headers = KafkaRecord['headers'];

/** What quarantine's headers say about a record; null is what they do not say. */
export interface QuarantineNote {
  readonly original: SourceRecord | null;
  readonly error: string | null;
  readonly message: string | null;
  readonly attempts: number;
  readonly firstFailedAt: string | null;
  readonly lastFailedAt: string | null;
}

/** Of each text that whoever wrote the headers may have made long. */
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

/** Counts the records of quarantine topics by their offsets; reads none of them, and changes nothing. */
export function measureQuarantine({ log }: { readonly log: Pick<RecordLog, 'ranges'> }) {
  return async ({ topics }: QuarantineDepthRequest): Promise<QuarantineDepthResponse> => {
    const byTopic: Record<string, number> = {};
    for (const topic of topics) {
      const ranges = await log.ranges(topic);
      byTopic[topic] = ranges.reduce((records, { low, end }) => records + end - low, 0);
    }
    return { records: Object.values(byTopic).reduce((sum, records) => sum + records, 0), byTopic };
  };
}
