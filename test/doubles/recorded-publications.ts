import type { EventEntry, Poison, PublishReport } from '../../functions/outbox-publisher/outbox.ts';

/** A report that keeps what it is told, one line each. */
export function recordedPublications() {
  const lines: string[] = [];
  const nameOf = (entry: EventEntry | Poison) => (entry.kind === 'event' ? entry.event.id : entry.rowKey);
  const report: PublishReport = {
    published: (entry) => lines.push(`published ${nameOf(entry)}`),
    refused: (poison) => lines.push(`refused ${nameOf(poison)}`),
    failed: (entry) => lines.push(`failed ${nameOf(entry)}`),
    receiptFailed: (entry) => lines.push(`receipt failed ${nameOf(entry)}`),
  };
  return { report, lines };
}
