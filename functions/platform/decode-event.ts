import * as z from 'zod/mini';
import './error-messages.ts';
import type { KafkaRecord } from './kafka-batch.ts';
import { PoisonRecordError } from './poison-record.ts';

export interface DecodedEvent<Data> {
  readonly id: string;
  readonly traceparent: string;
  readonly data: Data;
}

interface EventContract<Schema> {
  /** The `ce_type` values that are understood. */
  readonly types: readonly string[];
  readonly schema: Schema;
}

/** Reads a CloudEvent in Kafka's binary mode. Throws PoisonRecordError with the reason where it can't be one. */
export function decodeEvent<Schema extends z.ZodMiniType>(
  record: KafkaRecord,
  contract: EventContract<Schema>,
): DecodedEvent<z.output<Schema>> {
  const type = header(record, 'ce_type');
  if (type === undefined || !contract.types.includes(type))
    throw new PoisonRecordError('UnknownEventType', `ce_type ${named(type)}; known: ${contract.types.join(', ')}`);
  const id = header(record, 'ce_id');
  if (id === undefined) throw new PoisonRecordError('InvalidEvent', 'ce_id is absent');
  const result = z.safeParse(contract.schema, readJson(record.value));
  if (!result.success) throw new PoisonRecordError('InvalidEvent', problemsOf(result.error));
  return { id, traceparent: header(record, 'traceparent') ?? '', data: result.data };
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

/** The last one counts, as in Kafka's own `Headers.lastHeader`. */
function header(record: KafkaRecord, name: string): string | undefined {
  return record.headers.findLast((candidate) => candidate.name === name)?.value?.toString();
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
