import * as z from 'zod/mini';
import './error-messages.ts';
import type { KafkaRecord } from './kafka-batch.ts';
import { headerText } from './kafka-headers.ts';
import { PoisonRecordError } from './poison-record.ts';

export interface DecodedEvent<Data> {
  readonly id: string;
  readonly traceparent: string;
  readonly data: Data;
}

/** How each version of an event is read, by `ce_type`; an older one ends in the shape that the code works with. */
export type EventVersions<Data> = Readonly<Record<string, z.ZodMiniType<Data>>>;

/** Reads a CloudEvent in Kafka's binary mode. Throws PoisonRecordError with the reason where it can't be one. */
export function decodeEvent<Data>(record: KafkaRecord, versions: EventVersions<Data>): DecodedEvent<Data> {
  const schema = schemaOf(headerText(record.headers, 'ce_type'), versions);
  const id = headerText(record.headers, 'ce_id');
  if (id === undefined) throw new PoisonRecordError('InvalidEvent', 'ce_id is absent');
  const result = z.safeParse(schema, readJson(record.value));
  if (!result.success) throw new PoisonRecordError('InvalidEvent', problemsOf(result.error));
  return { id, traceparent: headerText(record.headers, 'traceparent') ?? '', data: result.data };
}

function schemaOf<Data>(type: string | undefined, versions: EventVersions<Data>) {
  // Own keys only: a type may be called `constructor`.
  const schema = type !== undefined && Object.hasOwn(versions, type) ? versions[type] : undefined;
  if (schema) return schema;
  const known = Object.keys(versions).join(', ');
  throw new PoisonRecordError('UnknownEventType', `ce_type ${named(type)}; known: ${known}`);
}

/** Only what looks like a type of ours is quoted: a header is the sender's own text, and may hold anything. */
function named(type: string | undefined): string {
  if (type === undefined) return 'is absent';
  return /^chargeonce(\.[a-z]{1,20}){1,4}\.v\d{1,3}$/.test(type) ? type : 'is no type of this system';
}

const MOST_PROBLEMS = 10;

/** A large value may be wrong in a hundred thousand places: logs, headers and Lambda's payloads have no room for all. */
function problemsOf({ issues }: z.core.$ZodError): string {
  const more = issues.length - MOST_PROBLEMS;
  return z.prettifyError({ issues: issues.slice(0, MOST_PROBLEMS) }) + (more > 0 ? `\nand ${more} more` : '');
}

function readJson(value: Buffer | null): unknown {
  if (value === null) throw new PoisonRecordError('Tombstone', 'the record has no value');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value));
  } catch {
    // The parser's own message would quote the value into logs and headers.
    throw new PoisonRecordError('InvalidJson', 'the value is not JSON in UTF-8');
  }
}
