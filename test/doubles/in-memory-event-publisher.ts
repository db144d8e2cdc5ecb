import type { CloudEvent } from '../../functions/contracts/cloud-event.ts';
import type { EventEntry, EventPublisher, Poison, PublishReport } from '../../functions/outbox/outbox.ts';

/** Topics in memory, which share their partitions. One that refuses stores nothing; one that loses answers stores and fails all the same. */
export function inMemoryEventPublisher({ partitions = 6 } = {}) {
  const emptyLog = () => Array.from({ length: partitions }, (): CloudEvent[] => []);
  /** What came, whichever topic it was for. */
  const topic = emptyLog();
  const logs = new Map<string, CloudEvent[][]>();
  const logOf = (name: string) => {
    const log = logs.get(name) ?? emptyLog();
    logs.set(name, log);
    return log;
  };
  const refusing = new Set<number>();
  const losingResponses = new Set<number>();
  const publisher: EventPublisher = {
    partitionOf: async ({ key }) => Buffer.from(key).reduce((sum, byte) => sum + byte, 0) % partitions,
    async publish({ topic: name, partition }, events) {
      const log = logOf(name)[partition];
      if (log === undefined || refusing.has(partition)) throw new Error(`partition ${partition} refuses`);
      const offset = log.push(...events) - events.length;
      topic[partition]?.push(...events);
      if (losingResponses.has(partition)) throw new Error('the answer was lost');
      return offset;
    },
  };
  return { ...publisher, topic, logOf, refusing, losingResponses, published: () => topic.flat().map(({ id }) => id) };
}

/** A report that keeps what it receives, one line each. */
export function recordedPublications() {
  const lines: string[] = [];
  const nameOf = (entry: EventEntry | Poison) => (entry.kind === 'event' ? entry.event.id : entry.rowKey);
  const report: PublishReport = {
    published: (entry) => lines.push(`published ${nameOf(entry)}`),
    refused: (poison) => lines.push(`refused ${nameOf(poison)}`),
    failed: (entry) => lines.push(`failed ${nameOf(entry)}`),
    unread: (entry) => lines.push(`unread ${nameOf(entry)}`),
    receiptFailed: (entry) => lines.push(`receipt failed ${nameOf(entry)}`),
  };
  return { report, lines };
}
