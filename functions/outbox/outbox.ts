import * as z from 'zod/mini';
import type { CloudEvent, Receipt } from '../contracts/cloud-event.ts';
import { problemsOf } from '../platform/error-messages.ts';
import type { StreamRecord } from '../platform/stream-batch.ts';

/** What a changed row asks for; of most rows one event, of many nothing. */
export interface RowEvents {
  /** In the order in which they must be published. */
  readonly events: readonly EventEntry[];
  /** What stands in the way of all later events of the row. */
  readonly poison?: Poison;
}

export interface EventEntry {
  readonly kind: 'event';
  /** The key of the row in its table. */
  readonly rowKey: string;
  /** Its number among the row's events, from 1. */
  readonly sequence: number;
  readonly event: CloudEvent;
  /** How often the event was asked for again. */
  readonly requeues: number;
}

/** A row with an event that can never be published as the row is. */
export interface Poison {
  readonly kind: 'poison';
  readonly rowKey: string;
  readonly reason: string;
}

/** The rows that hold the intent to publish. */
export interface Outbox {
  /** The numbers of the events that the row still holds now. A stream shows it as it was, with what has been closed since. */
  pending(rowKey: string): Promise<ReadonlySet<number>>;
  /** Records the receipt and removes the entry of this event alone; the first receipt stays. */
  close(entry: EventEntry, receipt: Receipt): Promise<void>;
  /** Records why an event can never be published. Its entry stays, and so does every later one: to skip one would make a gap. */
  refuse(poison: Poison): Promise<void>;
}

/** Where a send goes. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface EventPublisher {
  partitionOf(event: CloudEvent): Promise<number>;
  /** Publishes to ONE partition, in order; answers the first offset once the broker has all. */
  publish(place: TopicPartition, events: readonly CloudEvent[]): Promise<number>;
}

/** What happened to whom, for logs and metrics. */
export interface PublishReport {
  published(entry: EventEntry, receipt: Receipt): void;
  refused(poison: Poison): void;
  failed(entry: EventEntry | Poison, error: unknown): void;
  /** Not a failed publication: the outbox entry stays, and at worst the event is published once more. */
  receiptFailed(entry: EventEntry, error: unknown): void;
  /** Which events the row still holds is not known: at worst some are published once more. */
  unread(entry: EventEntry, error: unknown): void;
}

export interface PublishOutboxDeps {
  readonly publisher: EventPublisher;
  readonly outbox: Outbox;
  readonly report: PublishReport;
  readonly now: () => Date;
  /** The longest that the receipts of a send, or a mark on a row, may take, in milliseconds. */
  readonly rowDeadline?: number;
}

/** Kafka's default limit is 1,048,588 bytes for a record with its headers. */
const MAX_EVENT_BYTES = 1_000_000;

export interface PendingEvent {
  /** Its number among the row's events, from 1. */
  readonly sequence: number;
  /** Throws where it can't be built. */
  readonly build: () => CloudEvent;
}

interface RowReader<Schema extends z.ZodMiniType> {
  /** The table's partition key. */
  readonly keyName: string;
  readonly schema: Schema;
  /** In the order in which they must be published. */
  readonly pending: (row: z.output<Schema>) => readonly PendingEvent[];
}

const NOTHING: RowEvents = { events: [] };

/** Turns a stream record into what its row asks for; a row that can't be read is poison, never an exception. */
export function readRowEvents<Schema extends z.ZodMiniType<object>>({ keyName, schema, pending }: RowReader<Schema>) {
  return ({ keys, image }: StreamRecord): RowEvents => {
    const rowKey = keys[keyName];
    if (typeof rowKey !== 'string' || image.kind === 'absent') return NOTHING;
    const poison = (reason: string): Poison => ({ kind: 'poison', rowKey, reason });
    if (image.kind === 'unreadable') return { events: [], poison: poison(image.reason) };
    const result = z.safeParse(schema, image.row);
    if (!result.success) return { events: [], poison: poison(problemsOf(result.error)) };
    const requeues = requeuesOf(result.data);
    const events: EventEntry[] = [];
    for (const { sequence, build } of pending(result.data)) {
      try {
        events.push({ kind: 'event', rowKey, sequence, event: sendable(build()), requeues });
      } catch (error) {
        return { events, poison: poison(error instanceof Error ? error.message : String(error)) };
      }
    }
    return { events };
  };
}

/** How often the events of a row were asked for again; a row that says nothing was never asked. */
const requeuesOf = (row: object) => ('requeues' in row && typeof row.requeues === 'number' ? row.requeues : 0);

function sendable(event: CloudEvent): CloudEvent {
  const bytes = Buffer.byteLength(event.value);
  if (bytes > MAX_EVENT_BYTES) throw new Error(`the event has ${bytes} bytes, ${MAX_EVENT_BYTES} at most`);
  return event;
}

/** The attributes by which a row's outbox is read, for the schema of the row. `types` are the events that it may hold. */
export const outboxAttributes = <const Types extends readonly [string, ...string[]]>(types: Types) => ({
  version: z.int(),
  outbox: z.optional(z.object({ requeues: z.int(), entries: z.record(z.string(), z.object({ type: z.enum(types) })) })),
  publishFailure: z.optional(z.unknown()),
});

/** The attributes of a new row that holds its first event; later ones put their receipts into `receipts`. */
export const firstEvent = <Type extends string>(type: Type) => ({
  version: 1,
  receipts: {},
  outbox: { requeues: 0, entries: { 1: { type } } },
});

interface RowWithOutbox<Type extends string> {
  readonly outbox?: { readonly entries: Readonly<Record<string, { readonly type: Type }>> } | undefined;
  readonly publishFailure?: unknown;
}

/** The entries of a row's outbox, in their order. What is marked waits for an operator, and so does all that came later. */
export const entriesOf = <Type extends string>({ outbox, publishFailure }: RowWithOutbox<Type>) =>
  Object.entries(publishFailure ? {} : (outbox?.entries ?? {}))
    .map(([number, { type }]) => ({ sequence: Number(number), type }))
    .sort((one, other) => one.sequence - other.sequence);
