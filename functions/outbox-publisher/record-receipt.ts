import pLimit from 'p-limit';
import { withDeadline } from '../platform/deadline.ts';
import { DEADLINES } from './deadlines.ts';
import type { EventEntry, PublishOutboxDeps } from './outbox.ts';

interface Place {
  readonly partition: number;
  readonly offset: number;
}

const receiptsAtOnce = pLimit(32);

/** Records where an event is. It never rejects and never hangs: a failed receipt is no failed publication. */
export function recordReceipt({ outbox, report, now, rowDeadline = DEADLINES.rows }: PublishOutboxDeps) {
  return async (entry: EventEntry, place: Place): Promise<void> => {
    const acknowledgedAt = now();
    const receipt = { topic: entry.event.topic, ...place, acknowledgedAt: acknowledgedAt.toISOString() };
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
