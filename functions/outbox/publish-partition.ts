import pLimit from 'p-limit';
import { withDeadline } from '../platform/deadline.ts';
import type { EventEntry, PublishOutboxDeps, TopicPartition } from './outbox.ts';

/** What may take how long, in milliseconds; together less than the function's timeout. */
export const DEADLINES = {
  /** Reading the topic's partitions: once an environment, and after a send that failed. */
  partitions: 10_000,
  /** Connecting to the brokers with authentication, and then each send. */
  kafka: 10_000,
  /** All receipts of a send, and each mark on a poison row. */
  rows: 10_000,
} as const;

/** No send is begun with less time left: it could not end, with its receipts. */
export const TIME_PER_SEND = 2 * DEADLINES.kafka + DEADLINES.rows;

interface PartitionEntries {
  readonly place: TopicPartition;
  readonly entries: readonly EventEntry[];
  /** Whether enough time is left for a send. */
  readonly mayBegin: () => boolean;
}

/**
 * Publishes events to one partition, chunk after chunk; answers those that the broker may not have: from the first chunk that
 * failed on, all. Receipts hold up no send.
 */
export function publishPartition(deps: PublishOutboxDeps) {
  const record = recordReceipt(deps);
  return async ({ place, entries, mayBegin }: PartitionEntries): Promise<readonly EventEntry[]> => {
    const receipts: Promise<void>[] = [];
    let failed: readonly EventEntry[] = [];
    for (const chunk of chunksOf(entries)) {
      try {
        if (!mayBegin()) throw new Error('no time is left in this invocation');
        const offset = await deps.publisher.publish(
          place,
          chunk.map(({ event }) => event),
        );
        const at = deps.now();
        receipts.push(...chunk.map((entry, index) => record(entry, { ...place, offset: offset + index }, at)));
      } catch (error) {
        const [first] = chunk;
        deps.report.failed(first, error);
        failed = entries.slice(entries.indexOf(first));
        break;
      }
    }
    await Promise.all(receipts);
    return failed;
  };
}

interface Place extends TopicPartition {
  readonly offset: number;
}

/** Enough for the outbox to record many by one request. */
const receiptsAtOnce = pLimit(200);

/** Records where an event is. It never rejects and never hangs: a failed receipt is no failed publication. */
function recordReceipt({ outbox, report, now, rowDeadline = DEADLINES.rows }: PublishOutboxDeps) {
  return async (entry: EventEntry, place: Place, acknowledgedAt: Date): Promise<void> => {
    const receipt = { ...place, acknowledgedAt: acknowledgedAt.toISOString() };
    const close = async () => {
      // Also the wait for its turn counts, and one that has lost its time takes no other's.
      const left = rowDeadline - (now().getTime() - acknowledgedAt.getTime());
      if (left <= 0) throw new Error(`No time was left to record the receipt after ${rowDeadline} ms`);
      await withDeadline(outbox.close(entry, receipt), left, 'Recording the receipt');
    };
    report.published(entry, receipt);
    try {
      await receiptsAtOnce(close);
    } catch (error) {
      report.receiptFailed(entry, error);
    }
  };
}

/** One send is one record batch: well below the topic's 1 MB with its headers. */
const MAX_CHUNK_EVENTS = 100;
const MAX_CHUNK_BYTES = 800_000;

type Chunk = [EventEntry, ...EventEntry[]];

/** Cuts a partition's entries into sends, in order; an event that is larger than a chunk goes alone. */
export function chunksOf(entries: readonly EventEntry[]): Chunk[] {
  const chunks: Chunk[] = [];
  let room = 0;
  for (const entry of entries) {
    const bytes = Buffer.byteLength(entry.event.value);
    const chunk = chunks.at(-1);
    if (chunk === undefined || bytes > room || chunk.length === MAX_CHUNK_EVENTS) {
      chunks.push([entry]);
      room = MAX_CHUNK_BYTES - bytes;
    } else {
      chunk.push(entry);
      room -= bytes;
    }
  }
  return chunks;
}
