import pLimit from 'p-limit';
import { chunksOf } from './chunks.ts';
import type { EventEntry, PublishOutboxDeps } from './outbox.ts';

const receiptsAtOnce = pLimit(32);

/** Publishes the events of one partition, chunk after chunk; answers the first that failed. Receipts hold up no send. */
export function publishLane(deps: PublishOutboxDeps) {
  const record = recordReceipt(deps);
  return async (partition: number, lane: readonly EventEntry[]): Promise<EventEntry | undefined> => {
    const receipts: Promise<void>[] = [];
    let failed: EventEntry | undefined;
    for (const chunk of chunksOf(lane)) {
      try {
        const offset = await deps.publisher.publish(
          partition,
          chunk.map(({ event }) => event),
        );
        receipts.push(...chunk.map((entry, index) => record(entry, { partition, offset: offset + index })));
      } catch (error) {
        [failed] = chunk;
        deps.report.failed(failed, error);
        break;
      }
    }
    await Promise.all(receipts);
    return failed;
  };
}

function recordReceipt({ outbox, report, now }: PublishOutboxDeps) {
  return async (entry: EventEntry, place: { readonly partition: number; readonly offset: number }) => {
    const receipt = { topic: entry.event.topic, ...place, acknowledgedAt: now().toISOString() };
    report.published(entry, receipt);
    try {
      await receiptsAtOnce(() => outbox.close(entry, receipt));
    } catch (error) {
      report.receiptFailed(entry, error);
    }
  };
}
