import * as z from 'zod/mini';

/** How an event lies in a record: what names it, and what it says. */
export interface EventEnvelope {
  /** What its type and id are called there, for whoever finds the record in quarantine. */
  readonly named: { readonly type: string; readonly id: string };
  readonly type: string | undefined;
  readonly id: string | undefined;
  readonly traceparent: string | undefined;
  /** Throws what `parse` throws. */
  readonly data: () => unknown;
}

export interface CarryingRecord {
  /** The text of a header. */
  readonly header: (name: string) => string | undefined;
  readonly value: Uint8Array | null;
  /** Reads JSON. */
  readonly parse: (bytes: Uint8Array | null) => unknown;
}

/**
 * Finds the event in a record: as our publishers write it, CloudEvents in Kafka's binary mode; in its structured mode, where the
 * value holds the attributes, too; or as an outbox router writes it, with the outbox row's id as a header `id`.
 */
export function envelopeOf(record: CarryingRecord): EventEnvelope {
  if (isStructured(record)) return structured(record);
  const isRouted = record.header('ce_id') === undefined && record.header('ce_type') === undefined;
  return isRouted && record.header('id') !== undefined ? routed(record) : binary(record);
}

/** The id, where a header names it. */
export const idInHeaders = (header: CarryingRecord['header']) => header('ce_id') ?? header('id');

/** Spring's binder calls the header `contentType`, and writes it as JSON. */
function isStructured({ header }: CarryingRecord): boolean {
  const contentType = header('content-type') ?? header('contentType') ?? '';
  return /^"?application\/cloudevents\+json\b/i.test(contentType);
}

const binary = ({ header, value, parse }: CarryingRecord): EventEnvelope => ({
  named: { type: 'ce_type', id: 'ce_id' },
  type: header('ce_type'),
  id: header('ce_id'),
  traceparent: header('traceparent'),
  data: () => parse(value),
});

const Text = z.catch(z.optional(z.string()), undefined);
const Structured = z.catch(
  z.object({ type: Text, id: Text, traceparent: Text, data: z.optional(z.unknown()), data_base64: Text }),
  {},
);

function structured({ header, value, parse }: CarryingRecord): EventEnvelope {
  const { type, id, traceparent, data, data_base64 } = z.parse(Structured, parse(value));
  return {
    ...{ named: { type: 'type', id: 'id' }, type, id },
    traceparent: traceparent ?? header('traceparent'),
    data: () => (data_base64 === undefined ? data : parse(Buffer.from(data_base64, 'base64'))),
  };
}

const Schemed = z.object({ schema: z.nullable(z.looseObject({})), payload: z.unknown() });
const Enveloped = z.object({ eventType: z.string(), payload: z.unknown() });

/**
 * As Debezium's outbox event router writes it. The type is a header, or beside the payload; the converter of the worker may have
 * put a schema beside all that, and may have left the payload a text.
 */
function routed({ header, value, parse }: CarryingRecord): EventEnvelope {
  const fromText = (json: unknown) => (typeof json === 'string' ? parse(Buffer.from(json)) : json);
  const whole = (): unknown => {
    const json = fromText(parse(value));
    const { success, data } = z.safeParse(Schemed, json);
    return success ? fromText(data.payload) : json;
  };
  const type = header('eventType');
  const named = { type: 'eventType', id: 'id' };
  const [id, traceparent] = [header('id'), header('traceparent')];
  if (type !== undefined) return { named, type, id, traceparent, data: whole };
  const { data: enveloped } = z.safeParse(Enveloped, whole());
  return { named, type: enveloped?.eventType, id, traceparent, data: () => fromText(enveloped?.payload) };
}
