import type { EventEntry, EventPublisher, Outbox } from '../../functions/outbox/outbox.ts';
import { kafkaEventPublisher } from '../../functions/outbox/outbox-handler.ts';
import { publishOutbox } from '../../functions/outbox/publish-outbox.ts';
import { DEADLINES } from '../../functions/outbox/publish-partition.ts';
import { kafkaTopics } from '../../functions/platform/kafka-partitioner.ts';
import type { ProducingKafka } from '../../functions/platform/kafka-producer.ts';
import { recordedPublications } from '../doubles/in-memory-event-publisher.ts';
import { aRow } from '../doubles/record-builders.ts';
import type { TopicRecord } from './topic-records.ts';
import { waitFor } from './wait-for.ts';

export interface Place {
  readonly partition: number;
  readonly offset: number;
}

/** Publishes a batch; answers the first entry that must come again. Tells where an event is once it is acknowledged. */
export type PublishBatch = (
  entries: readonly EventEntry[],
  acknowledged: (eventId: string, place?: Place) => void,
) => Promise<EventEntry | undefined>;

interface Load {
  readonly publish: PublishBatch;
  /** The entries of the batch of this number. */
  readonly batchOf: (number: number) => readonly EventEntry[];
}

/** Publishes batch after batch, each until all of it is done, as an event source does. */
export function startLoad({ publish, batchOf }: Load) {
  const done: string[] = [];
  const receipts: (Place & { readonly eventId: string })[] = [];
  let batches = 0;
  let ending = false;
  const publishAll = async (batch: readonly EventEntry[]) => {
    for (let left = batch; left.length > 0 && !ending; ) {
      const failed = await publish(left, (eventId, place) => place && receipts.push({ eventId, ...place }));
      const passed = failed === undefined ? left.length : left.indexOf(failed);
      done.push(...left.slice(0, passed).map(({ event }) => event.id));
      left = left.slice(passed);
    }
  };
  const working = (async () => {
    for (; !ending; batches++) await publishAll(batchOf(batches));
  })();
  return {
    done,
    receipts,
    /** Waits until so many more batches are published. */
    async goOn(more: number, within = 60_000) {
      const goal = batches + more;
      await waitFor(() => batches >= goal, { within, what: `${more} more batches` });
    },
    /** Gives up what is left of the last batch. */
    async end() {
      ending = true;
      await working;
    },
  };
}

/** What the log shows of a load: events that count as published and are not there, and receipts that name another record. */
export function judgeLoad({ done, receipts }: ReturnType<typeof startLoad>, log: readonly TopicRecord[]) {
  const idOf = ({ headers }: TopicRecord) => String(headers?.['ce_id']);
  const stored = new Set(log.map(idOf));
  const at = new Map(log.map((record) => [`${record.partition}@${record.offset}`, idOf(record)]));
  return {
    lost: done.filter((eventId) => !stored.has(eventId)),
    untrue: receipts.filter(({ partition, offset, eventId }) => at.get(`${partition}@${offset}`) !== eventId),
    published: done.length,
    receipts: receipts.length,
    duplicates: log.length - stored.size,
  };
}

/** The publisher as its handler wires it; only that everything goes to this topic, and receipts are reported instead of written. */
export function ourPublisher(kafka: ProducingKafka, topic: string): PublishBatch {
  const now = () => new Date();
  const { partitionOf, publish: publishTo } = kafkaEventPublisher(kafkaTopics({ kafka, deadlines: DEADLINES, now }));
  const publisher: EventPublisher = {
    partitionOf: (event) => partitionOf({ ...event, topic }),
    publish: ({ partition }, events) => publishTo({ topic, partition }, events),
  };
  return async (entries, acknowledged) => {
    const outbox: Outbox = {
      pending: async () => new Set([1]),
      close: async ({ event }, receipt) => acknowledged(event.id, receipt),
      refuse: async () => undefined,
    };
    const publish = publishOutbox({ publisher, outbox, report: recordedPublications().report, now });
    return (await publish(entries.map((entry) => aRow(entry))))?.events[0];
  };
}
