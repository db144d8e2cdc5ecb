import * as z from 'zod/mini';
import type { CloudEvent } from '../contracts/cloud-event.ts';
import { problemsOf } from '../platform/error-messages.ts';
import type { StreamRecord } from '../platform/stream-batch.ts';
import type { EventEntry, Poison, RowEvents } from './outbox.ts';

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
