import type {
  DescribeTopicRequest,
  DescribeTopicResponse,
  PageCursor,
  ReadRecordRequest,
  ReadRecordResponse,
  ReadRecordsRequest,
  ReadRecordsResponse,
} from '../contracts/operator-request.ts';
import type { EncodedRecord } from '../contracts/quarantined-record.ts';
import { encodeRecord, type KafkaRecord } from '../platform/kafka-record.ts';

/** A partition's first offset, and the one behind its last. */
export interface PartitionRange {
  readonly partition: number;
  readonly low: number;
  readonly end: number;
}

interface ReadFrom {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** About how much to bring; one batch of the broker's comes in any case. */
  readonly maxBytes: number;
}

/** Topics as logs: read by place, without a consumer group, changing nothing. */
export interface RecordLog {
  ranges(topic: string): Promise<readonly PartitionRange[]>;
  /** The first offset of each partition from a time on; where nothing is that young, its end. */
  offsetsFrom(topic: string, time: Date): Promise<ReadonlyMap<number, number>>;
  /** Some records from an offset on, in order, and where to go on. None where the topic does not hold that offset. */
  readFrom(from: ReadFrom): Promise<{ readonly records: readonly KafkaRecord[]; readonly next: number }>;
}

interface ReadRecordDeps {
  readonly log: RecordLog;
}

/** Reads the record at one place; changes nothing. */
export function readRecord({ log }: ReadRecordDeps) {
  return async ({ topic, partition, offset }: ReadRecordRequest): Promise<ReadRecordResponse> => {
    const { records } = await log.readFrom({ topic, partition, offset, maxBytes: 1 });
    const record = records.find((candidate) => candidate.offset === offset);
    return { record: record ? encodeRecord(record) : null };
  };
}

interface DescribeTopicDeps {
  readonly log: RecordLog;
  /** By partition, the id of the broker that leads it; partitions that none leads are missing. */
  readonly leadersOf: (topic: string) => Promise<ReadonlyMap<number, number>>;
}

/** Reports a topic's partitions: what they hold, and who leads them; changes nothing. */
export function describeTopic({ log, leadersOf }: DescribeTopicDeps) {
  return async ({ topic }: DescribeTopicRequest): Promise<DescribeTopicResponse> => {
    const leaders = await leadersOf(topic);
    const ranges = await log.ranges(topic);
    return {
      partitions: ranges.map(({ partition, low, end }) => ({
        partition,
        begin: low,
        end,
        leader: leaders.get(partition) ?? null,
      })),
    };
  };
}

export interface VisitPageDeps {
  readonly log: RecordLog;
  /** Whether this invocation has time for another record. */
  readonly mayGoOn: () => boolean;
}

interface Page {
  readonly topic: string;
  readonly cursor?: PageCursor | undefined;
  readonly limit: number;
}

type Span = PageCursor[number];

const FETCH_BYTES = 2 * 1024 * 1024;

/** A response of Lambda has room for 6 MB; a last record may be as large as a broker takes it. */
const MOST_BYTES = 3 * 1024 * 1024;

/**
 * Visits the records of a page, in the order of each partition; answers what is left, null when nothing is. `visit` answers what a
 * record adds to the response, if anything: the page ends before that is larger than a function may return.
 */
export function visitPage({ log, mayGoOn }: VisitPageDeps) {
  return async ({ topic, cursor, limit }: Page, visit: (record: KafkaRecord) => Promise<object | undefined>) => {
    let left = limit;
    let bytes = 0;
    const isFull = () => left === 0 || bytes >= MOST_BYTES;
    const visitSpan = async (span: Span): Promise<Span> => {
      if (isFull()) return span;
      for await (const record of recordsOf(log, topic, span)) {
        if (isFull() || !mayGoOn()) return { ...span, next: record.offset };
        const added = await visit(record);
        if (added !== undefined) bytes += Buffer.byteLength(JSON.stringify(added));
        left--;
      }
      return { ...span, next: span.end };
    };
    const rest: Span[] = [];
    for (const span of cursor ?? (await wholeTopic(log, topic))) rest.push(await visitSpan(span));
    return rest.every(({ next, end }) => next >= end) ? null : rest;
  };
}

/** What is written from now on is not part of it: so a page that writes to the topic comes to an end. */
const wholeTopic = async (log: RecordLog, topic: string): Promise<PageCursor> =>
  (await log.ranges(topic)).map(({ partition, low, end }) => ({ partition, next: low, end }));

async function* recordsOf(log: RecordLog, topic: string, { partition, next, end }: Span): AsyncGenerator<KafkaRecord> {
  let offset = next;
  while (offset < end) {
    const read = await log.readFrom({ topic, partition, offset, maxBytes: FETCH_BYTES });
    if (read.next <= offset) throw new Error(`Kafka gave nothing of ${topic}-${partition} from ${offset} on`);
    yield* read.records.filter((record) => record.offset < end);
    offset = read.next;
  }
}

/** Reads a page of a topic; changes nothing. */
export function readRecords(deps: VisitPageDeps) {
  const visit = visitPage(deps);
  return async ({ topic, cursor, limit }: ReadRecordsRequest): Promise<ReadRecordsResponse> => {
    const records: EncodedRecord[] = [];
    const left = await visit({ topic, cursor, limit }, async (record) => {
      const encoded = encodeRecord(record);
      records.push(encoded);
      return encoded;
    });
    return { records, cursor: left };
  };
}
