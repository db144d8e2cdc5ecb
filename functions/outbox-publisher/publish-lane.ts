import { chunksOf } from './chunks.ts';
import type { EventEntry, PublishOutboxDeps } from './outbox.ts';
import { recordReceipt } from './record-receipt.ts';

export interface Lane {
  readonly partition: number;
  readonly entries: readonly EventEntry[];
  /** Whether enough time is left for a send. */
  readonly mayBegin: () => boolean;
}

/** Publishes the events of one partition, chunk after chunk; answers the first that failed. Receipts hold up no send. */
export function publishLane(deps: PublishOutboxDeps) {
  const record = recordReceipt(deps);
  return async ({ partition, entries, mayBegin }: Lane): Promise<EventEntry | undefined> => {
    const receipts: Promise<void>[] = [];
    let failed: EventEntry | undefined;
    for (const chunk of chunksOf(entries)) {
      try {
        if (!mayBegin()) throw new Error('no time is left in this invocation');
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
