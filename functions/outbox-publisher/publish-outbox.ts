import type { EventEntry, EventPublisher, OutboxEntry, Poison, PublishOutboxDeps } from './outbox.ts';
import { publishLane } from './publish-lane.ts';

/**
 * Publishes a batch: partitions at once, in order within one. Answers the first entry that must come again;
 * undefined only when the broker has every event of the batch and every poison is marked.
 */
export function publishOutbox(deps: PublishOutboxDeps) {
  const refuse = refusePoison(deps);
  const publish = publishLane(deps);
  return async (entries: readonly OutboxEntry[]): Promise<OutboxEntry | undefined> => {
    const lanes = await lanesOf(entries, deps.publisher);
    const sends = [...lanes].map(([partition, lane]) => publish(partition, lane));
    const refusals = entries.filter((entry) => entry.kind === 'poison').map(refuse);
    const failed = new Set<OutboxEntry | undefined>(await Promise.all([...sends, ...refusals]));
    return entries.find((entry) => failed.has(entry));
  };
}

async function lanesOf(entries: readonly OutboxEntry[], publisher: EventPublisher) {
  const lanes = new Map<number, EventEntry[]>();
  for (const entry of entries.filter((candidate) => candidate.kind === 'event')) {
    const partition = await publisher.partitionOf(entry.event);
    lanes.set(partition, [...(lanes.get(partition) ?? []), entry]);
  }
  return lanes;
}

function refusePoison({ outbox, report }: PublishOutboxDeps) {
  return async (poison: Poison): Promise<Poison | undefined> => {
    try {
      await outbox.refuse(poison);
      report.refused(poison);
      return undefined;
    } catch (error) {
      report.failed(poison, error);
      return poison;
    }
  };
}
