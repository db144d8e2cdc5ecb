import type { PageCursor } from '../contracts/page-cursor.ts';
import type { KafkaRecord } from '../platform/kafka-batch.ts';
import type { RecordLog } from './record-log.ts';

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

/** Visits the records of a page, in the order of each partition; answers what is left, null when nothing is. */
export function visitPage({ log, mayGoOn }: VisitPageDeps) {
  return async ({ topic, cursor, limit }: Page, visit: (record: KafkaRecord) => Promise<void>) => {
    let left = limit;
    const visitSpan = async (span: Span): Promise<Span> => {
      if (left === 0) return span;
      for await (const record of recordsOf(log, topic, span)) {
        if (left === 0 || !mayGoOn()) return { ...span, next: record.offset };
        await visit(record);
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
