import * as z from 'zod/mini';

/** What one kind of event is: its names, how it is addressed and how it is read. `Data` is the value of its records. */
export interface EventContract<Data> {
  /** Without the stage's prefix. */
  readonly topic: string;
  readonly type: string;
  readonly source: string;
  /** Every version that the deployed consumers read, by `ce_type`; an older one ends in the shape of `Data`. */
  readonly versions: Readonly<Record<string, z.ZodMiniType<Data>>>;
  /** The Kafka key. All events of one aggregate have the same, so that they share a partition. */
  key(data: Data): string;
  /** When it happened, for `ce_time`. */
  time(data: Data): string;
  /** Why an event with this id, in a record with this key, can't be one of this kind; undefined where it can. */
  contradiction(event: IdentifiedEvent<Data>): string | undefined;
}

export interface IdentifiedEvent<Data> {
  readonly id: string;
  readonly data: Data;
  /** Of the record. */
  readonly key: string | undefined;
}

/** One event as it goes to Kafka: CloudEvents 1.0, binary mode. Two publications of one event are identical. */
export interface CloudEvent {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>> & { readonly traceparent: string; readonly ce_time: string };
  /** The data as JSON. */
  readonly value: string;
}

interface EventSource<Data> {
  readonly id: string;
  /** With the stage's prefix. */
  readonly topic: string;
  readonly traceparent: string;
  /** Its number among the events of its key, from 1, where these are numbered. */
  readonly sequence?: number;
  /** Valid; may have more attributes than the event where `fields` are given. */
  readonly data: Data;
  /** Which attributes the event has, in their order; absent: all that are there. */
  readonly fields?: readonly string[];
}

export function cloudEvent<Data extends object>(
  { type, source, key, time }: EventContract<Data>,
  { id, topic, traceparent, sequence, data, fields }: EventSource<Data>,
): CloudEvent {
  const subject = key(data);
  return {
    id,
    topic,
    key: subject,
    headers: {
      ce_specversion: '1.0',
      ce_id: id,
      ce_type: type,
      ce_source: source,
      ce_subject: subject,
      ce_time: time(data),
      ce_partitionkey: subject,
      ...(sequence !== undefined && { ce_sequence: String(sequence) }),
      'content-type': 'application/json',
      traceparent,
    },
    value: JSON.stringify(fields === undefined ? data : pick(data, fields)),
  };
}

function pick(data: object, fields: readonly string[]) {
  const attributes = new Map<string, unknown>(Object.entries(data));
  return Object.fromEntries(fields.map((field) => [field, attributes.get(field)]));
}

/** The furthest moment that a Date can hold, in milliseconds since the epoch. A producer may write any 64-bit number. */
export const LATEST_TIMESTAMP = 8_640_000_000_000_000;

/** Where a record lies in Kafka. `timestamp` is Kafka's, in milliseconds since the epoch; -1 is what nobody knows. */
export const SourceRecord = z.object({
  topic: z.string().check(z.minLength(1), z.maxLength(249)),
  partition: z.int().check(z.gte(-1)),
  offset: z.int().check(z.gte(-1)),
  timestamp: z.int().check(z.gte(-1), z.lte(LATEST_TIMESTAMP)),
});
export type SourceRecord = z.infer<typeof SourceRecord>;

/**
 * The broker's answer to "is the event stored?": recorded on the order after acks=all. Where that record was lost, the
 * payment proves the place; `acknowledgedAt` is then when the payment was decided: the broker had the event by that time.
 */
export const Receipt = z.object({
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
  acknowledgedAt: z.string(),
});
export type Receipt = z.infer<typeof Receipt>;
