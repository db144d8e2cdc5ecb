import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { CONSUMERS, EVENTS, type EventName } from '../../functions/contracts/events.ts';
import { QUARANTINE_HEADERS, quarantineTopic } from '../../functions/contracts/quarantined-record.ts';
import { type RawRecord, rawRecordsOf } from '../../test/harness/app-kafka.ts';
import type { GivenUpRecord, StoredEvent } from '../history/history.ts';
import type { NemesisSystem } from './nemesis-system.ts';

/** The events that the invariants are about; others may be added to the system. */
const TYPES = {
  orderPlaced: 'order-placed',
  orderCancelled: 'order-cancelled',
  paymentDecided: 'payment-decided',
} as const satisfies Partial<Record<EventName, StoredEvent['type']>>;
type JudgedEvent = keyof typeof TYPES;

export interface TopicsRead {
  readonly topic: readonly StoredEvent[];
  readonly quarantine: readonly GivenUpRecord[];
  /** What of the records may hold no secret: events, and what quarantine has written into headers. */
  readonly text: string;
}

/** Every record of every topic, with a client that shares no line with the functions'. */
export async function readTopicHistory({ settings }: Pick<NemesisSystem, 'settings'>): Promise<TopicsRead> {
  const [, port] = /:(\d+)/.exec(settings.brokers) ?? [];
  const app = { ports: { ...settings.ports, KAFKA_PORT: Number(port) } };
  const topic: StoredEvent[] = [];
  const quarantine: GivenUpRecord[] = [];
  const text: string[] = [];
  for (const name of ['orderPlaced', 'orderCancelled', 'paymentDecided'] as const) {
    for (const record of await rawRecordsOf(app, EVENTS[name].topic)) {
      const stored = storedEvent(name, record);
      topic.push(stored);
      if (stored.type !== 'unreadable') text.push(`${headerLines(record)}${String(record.value)}\n`);
    }
  }
  for (const { name, event } of Object.values(CONSUMERS)) {
    const dlq = quarantineTopic(EVENTS[event].topic, name);
    for (const record of await rawRecordsOf(app, dlq)) {
      quarantine.push(givenUp(dlq, record));
      text.push(headerLines(record));
    }
  }
  return { topic, quarantine, text: text.join('') };
}

const headersOf = ({ headers }: RawRecord) =>
  new Map(headers.map(([name, value]) => [String(name), String(value)] as const));

const headerLines = (record: RawRecord) =>
  [...headersOf(record)].map(([name, value]) => `${name}: ${value}\n`).join('');

/** To the byte: a tombstone is not an empty value. */
const bytesHashOf = ({ key, value }: RawRecord) =>
  createHash('sha256')
    .update(JSON.stringify([key?.toString('base64') ?? null, value?.toString('base64') ?? null]))
    .digest('base64url');

const Seen = z.object({
  ...{ orderId: z.string(), tenant: z.string(), currency: z.string() },
  ...{ amount: z.optional(z.int()), totalAmount: z.optional(z.int()), state: z.optional(z.string()) },
});

function storedEvent(name: JudgedEvent, record: RawRecord): StoredEvent {
  const { partition, offset, key } = record;
  const place = { topic: EVENTS[name].topic, partition, offset, key: key === null ? null : String(key) };
  const bytesHash = bytesHashOf(record);
  const headers = headersOf(record);
  const data = contentOf(name, record, headers.get('ce_type') ?? '');
  if (data === undefined) return { ...place, eventId: null, type: 'unreadable', orderId: null, bytesHash };
  const { orderId, tenant, currency, amount, totalAmount = 0, state } = data;
  return {
    ...place,
    ...{ eventId: headers.get('ce_id') ?? null, type: TYPES[name], orderId, tenant, currency, bytesHash },
    amount: amount ?? totalAmount,
    ...(state !== undefined && { state }),
  };
}

/** Undefined where the contract of the topic does not know it. */
function contentOf(name: JudgedEvent, { value }: RawRecord, type: string) {
  const versions: Readonly<Record<string, z.ZodMiniType>> = EVENTS[name].versions;
  try {
    const parsed = versions[type]?.safeParse(JSON.parse(String(value)));
    return parsed?.success === true ? z.parse(Seen, parsed.data) : undefined;
  } catch {
    // No JSON: nobody can read it.
    return undefined;
  }
}

function givenUp(topic: string, record: RawRecord): GivenUpRecord {
  const { partition, offset } = record;
  const headers = headersOf(record);
  const from = headers.get(QUARANTINE_HEADERS.topic);
  const number = (name: 'partition' | 'offset') => Number(headers.get(QUARANTINE_HEADERS[name]));
  return {
    ...{ topic, partition, offset, bytesHash: bytesHashOf(record) },
    from: from === undefined ? null : { topic: from, partition: number('partition'), offset: number('offset') },
    error: headers.get(QUARANTINE_HEADERS.error) ?? null,
  };
}
