import { withDeadline } from '../platform/deadline.ts';
import type { EventEntry, Poison, PublishOutboxDeps, RowEvents, TopicPartition } from './outbox.ts';
import { DEADLINES, publishPartition } from './publish-partition.ts';

/**
 * Publishes a batch: the rows at once, the events of one row one after the other. Answers the first row that must come again;
 * undefined only when the broker has every event of the batch and every poison is marked.
 */
export function publishOutbox(deps: PublishOutboxDeps) {
  const refuse = refusePoison(deps);
  const publish = publishInTurn(deps);
  const dropClosed = dropClosedEvents(deps);
  return async <Row extends RowEvents>(
    rows: readonly Row[],
    mayBegin: () => boolean = () => true,
  ): Promise<Row | undefined> => {
    const refusals = rows.flatMap(({ poison }) => (poison ? [refuse(poison)] : []));
    const pending = await Promise.all(eventsByRow(rows).map(dropClosed));
    const [failedEvents, ...refused] = await Promise.all([publish(pending, mayBegin), ...refusals]);
    const failedPoison = new Set(refused);
    return rows.find(
      ({ events, poison }) =>
        events.some(({ event }) => failedEvents.has(event.id)) || (poison && failedPoison.has(poison)),
    );
  };
}

/** The events of each row, in their order. A row that changed twice in a batch asks twice for what it still holds. */
function eventsByRow(rows: readonly RowEvents[]): EventEntry[][] {
  const byRow = new Map<string, Map<string, EventEntry>>();
  for (const entry of rows.flatMap(({ events }) => events)) {
    const own = byRow.get(entry.rowKey) ?? new Map<string, EventEntry>();
    byRow.set(entry.rowKey, own.set(entry.event.id, entry));
  }
  return [...byRow.values()].map((own) => [...own.values()]);
}

/**
 * Leaves out what was closed since the stream saw the row: each entry that is closed shows all later ones again. Only rows with a
 * second event are asked; where one does not answer, its events are published once more.
 */
function dropClosedEvents({ outbox, report, rowDeadline = DEADLINES.rows }: PublishOutboxDeps) {
  return async (row: readonly EventEntry[]): Promise<readonly EventEntry[]> => {
    const [first] = row;
    if (first === undefined || row.every(({ sequence }) => sequence === 1)) return row;
    try {
      const pending = await withDeadline(outbox.pending(first.rowKey), rowDeadline, 'Reading the row');
      return row.filter(({ sequence }) => pending.has(sequence));
    } catch (error) {
      report.unread(first, error);
      return row;
    }
  };
}

/**
 * Publishes the first event of every row, then the second of those whose first the broker has, and so on: an event that fails
 * holds up the later ones of its row alone. Answers the ids of the events that the broker may not have.
 */
function publishInTurn(deps: PublishOutboxDeps) {
  const publish = publishPartition(deps);
  const assign = assignPartitions(deps);
  return async (rows: readonly (readonly EventEntry[])[], mayBegin: () => boolean): Promise<ReadonlySet<string>> => {
    const failed = new Set<string>();
    const fail = (entries: readonly EventEntry[]) => {
      for (const { event } of entries) failed.add(event.id);
    };
    let waiting = rows;
    for (let turn = 0; waiting.length > 0; turn++) {
      const { sends, unassigned } = await assign(waiting.flatMap((row) => row.slice(turn, turn + 1)));
      fail(unassigned);
      const results = await Promise.all(sends.map(({ place, entries }) => publish({ place, entries, mayBegin })));
      fail(results.flat());
      const hasFailed = (row: readonly EventEntry[]) =>
        row.slice(turn, turn + 1).some(({ event }) => failed.has(event.id));
      fail(waiting.filter(hasFailed).flatMap((row) => row.slice(turn)));
      waiting = waiting.filter((row) => row.length > turn + 1 && !hasFailed(row));
    }
    return failed;
  };
}

interface Send {
  readonly place: TopicPartition;
  readonly entries: EventEntry[];
}

/** The events by partition, up to the first whose partition can't be computed: it and all after it must come again. */
function assignPartitions({ publisher, report }: PublishOutboxDeps) {
  return async (entries: readonly EventEntry[]) => {
    const sends = new Map<string, Send>();
    for (const [index, entry] of entries.entries()) {
      try {
        const { topic } = entry.event;
        const partition = await publisher.partitionOf(entry.event);
        const name = `${topic} ${partition}`;
        const send = sends.get(name) ?? { place: { topic, partition }, entries: [] };
        send.entries.push(entry);
        sends.set(name, send);
      } catch (error) {
        report.failed(entry, error);
        return { sends: [...sends.values()], unassigned: entries.slice(index) };
      }
    }
    return { sends: [...sends.values()], unassigned: [] };
  };
}

/** Answers the poison where it could not be marked. */
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
