import * as z from 'zod/mini';
import { type EventContract, SourceRecord } from '../contracts/cloud-event.ts';
import { type EventEnvelope, envelopeOf, idInHeaders } from '../contracts/event-envelope.ts';
import { OrderPlaced } from '../contracts/order-placed.ts';
import { isInvalidRequest } from './dynamo.ts';
import { problemsOf } from './error-messages.ts';
import { headerText, type KafkaRecord, partitionName } from './kafka-record.ts';
import { traceIdOf, validTraceParent } from './spans.ts';
import { logger, measure } from './telemetry.ts';

/** What a record's log lines are found by. Key and headers are the sender's own: only what has an id's form is logged. */
export const recordIds = ({ key, headers }: Pick<KafkaRecord, 'key' | 'headers'>) => ({
  orderId: z.safeParse(OrderPlaced.shape.orderId, key?.toString()).data,
  traceId: traceIdOf(headerText(headers, 'traceparent') ?? ''),
});

/** A record that no retry can help: it belongs into quarantine. */
export class PoisonRecordError extends Error {
  override readonly name: string;
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Puts a record where it can wait for a person; rejects when that is not certain, and then the record must come again. */
export type QuarantineRecord = (record: KafkaRecord, error: Error) => Promise<void>;

/**
 * Quarantines what `process` finds to be poison, and what DynamoDB can't write whatever the number of tries, so that it
 * holds up no neighbour; every other failure stays one.
 */
export const quarantinePoison =
  (process: (record: KafkaRecord) => Promise<void>, quarantine: QuarantineRecord) =>
  async (record: KafkaRecord): Promise<void> => {
    try {
      await process(record);
    } catch (error) {
      if (!(error instanceof PoisonRecordError || isInvalidRequest(error))) throw error;
      await quarantine(record, error);
      measure('RecordsQuarantined');
      logger.error('quarantined', {
        ...recordIds(record),
        partition: partitionName(record),
        offset: record.offset,
        error,
      });
    }
  };

export interface DecodedEvent<Data> {
  readonly id: string;
  readonly traceparent: string;
  readonly data: Data;
}

type EventVersions<Data> = EventContract<Data>['versions'];

const LONGEST_ID = 256;

/** The id of an event, where a header names it and it can be one: nothing else of the record has been looked at. */
export function eventIdOf({ headers }: Pick<KafkaRecord, 'headers'>): readonly string[] {
  const id = idInHeaders((name) => headerText(headers, name)) ?? '';
  return id === '' || id.length > LONGEST_ID ? [] : [id];
}

/** Reads an event of one kind. @throws PoisonRecordError where the record is none. */
export function readEvent<Data>(record: KafkaRecord, contract: EventContract<Data>): DecodedEvent<Data> {
  const event = decodeEvent(record, contract.versions);
  const contradiction = contract.contradiction({ ...event, key: record.key?.toString() });
  if (contradiction !== undefined) throw new PoisonRecordError('InvalidEvent', contradiction);
  return event;
}

/** Reads an event in any form that `envelopeOf` knows. @throws PoisonRecordError with the reason where it can't be one. */
export function decodeEvent<Data>(record: KafkaRecord, versions: EventVersions<Data>): DecodedEvent<Data> {
  const header = (name: string) => headerText(record.headers, name);
  const envelope = envelopeOf({ header, value: record.value, parse: readJson });
  const schema = schemaOf(envelope, versions);
  const { id, named } = envelope;
  if (id === undefined) throw new PoisonRecordError('InvalidEvent', `${named.id} is absent`);
  if (id.length > LONGEST_ID) throw new PoisonRecordError('InvalidEvent', `${named.id} has ${id.length} characters`);
  if (!z.safeParse(SourceRecord.shape.timestamp, record.timestamp).success)
    throw new PoisonRecordError('InvalidEvent', 'the timestamp of the record is no time in milliseconds');
  const result = z.safeParse(schema, envelope.data());
  if (!result.success) throw new PoisonRecordError('InvalidEvent', problemsOf(result.error));
  return { id, traceparent: validTraceParent(envelope.traceparent), data: result.data };
}

function schemaOf<Data>({ type, named }: EventEnvelope, versions: EventVersions<Data>) {
  // Own keys only: a type may be called `constructor`.
  const schema = type !== undefined && Object.hasOwn(versions, type) ? versions[type] : undefined;
  if (schema) return schema;
  const known = Object.keys(versions).join(', ');
  throw new PoisonRecordError('UnknownEventType', `${named.type} ${quoted(type)}; known: ${known}`);
}

/** Only what looks like a type of ours is quoted: a header is the sender's own text, and may hold anything. */
function quoted(type: string | undefined): string {
  if (type === undefined) return 'is absent';
  return /^chargeonce(\.[a-z]{1,20}){1,4}\.v\d{1,3}$/.test(type) ? type : 'is no type of this system';
}

function readJson(value: Uint8Array | null): unknown {
  if (value === null) throw new PoisonRecordError('Tombstone', 'the record has no value');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value));
  } catch {
    // The parser's own message would quote the value into logs and headers.
    throw new PoisonRecordError('InvalidJson', 'the value is not JSON in UTF-8');
  }
}
