import { withDeadline } from '../platform/deadline.ts';
import { DEADLINES } from './deadlines.ts';
import type { EventEntry, OutboxEntry, Poison, PublishOutboxDeps } from './outbox.ts';
import { publishLane } from './publish-lane.ts';

/**
 * Publishes a batch: partitions at once, in order within one. Answers the first entry that must come again;
 * undefined only when the broker has every event of the batch and every poison is marked.
 */
export function publishOutbox(deps: PublishOutboxDeps) {
  const refuse = refusePoison(deps);
  const publish = publishLane(deps);
  const sort = sortIntoLanes(deps);
  return async (
    entries: readonly OutboxEntry[],
    mayBegin: () => boolean = () => true,
  ): Promise<OutboxEntry | undefined> => {
    const { lanes, unsorted } = await sort(entries);
    const sends = [...lanes].map(([partition, lane]) => publish({ partition, entries: lane, mayBegin }));
    const refusals = entries.filter((entry) => entry.kind === 'poison').map(refuse);
    const failed = new Set<OutboxEntry | undefined>([unsorted, ...(await Promise.all([...sends, ...refusals]))]);
    return entries.find((entry) => failed.has(entry));
  };
}

/** The events by partition, up to the first whose partition can't be told: it and all after it must come again. */
function sortIntoLanes({ publisher, report }: PublishOutboxDeps) {
  return async (entries: readonly OutboxEntry[]) => {
    const lanes = new Map<number, EventEntry[]>();
    for (const entry of entries.filter((candidate) => candidate.kind === 'event')) {
      try {
        const partition = await publisher.partitionOf(entry.event);
        lanes.set(partition, [...(lanes.get(partition) ?? []), entry]);
      } catch (error) {
        report.failed(entry, error);
        return { lanes, unsorted: entry };
      }
    }
    return { lanes };
  };
}

function refusePoison({ outbox, report, rowDeadline = DEADLINES.rows }: PublishOutboxDeps) {
  return async (poison: Poison): Promise<Poison | undefined> => {
    try {
      await withDeadline(outbox.refuse(poison), rowDeadline, 'Marking the row');
      report.refused(poison);
      return undefined;
    } catch (error) {
      report.failed(poison, error);
      return poison;
    }
  };
}
