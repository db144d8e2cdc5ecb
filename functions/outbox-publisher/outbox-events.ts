import * as z from 'zod/mini';
import { type CloudEvent, cloudEvent } from '../contracts/cloud-event.ts';
import { ORDER_CANCELLED, OrderCancelled } from '../contracts/order-cancelled.ts';
import { ORDER_PLACED, OrderPlaced } from '../contracts/order-placed.ts';
import { OrderRow } from '../contracts/order-row.ts';
import { PAYMENT_DECIDED, PaymentDecided, PaymentState } from '../contracts/payment-decided.ts';
import { PaymentRow } from '../contracts/payment-row.ts';
import { problemsOf } from '../platform/error-messages.ts';
import type { StreamRecord } from '../platform/stream-batch.ts';
import type { EventEntry, Poison, RowEvents } from './outbox.ts';

/** Kafka's default limit is 1,048,588 bytes for a record with its headers. */
const MAX_EVENT_BYTES = 1_000_000;

/** Turns a record of the Orders table's stream into what its row asks for. `prefix` is of the stage's topics. */
export const readOrderEvents = (prefix: string) =>
  readRowEvents({
    keyName: 'orderId',
    schema: OrderRow,
    pending: (row) =>
      // What is marked waits for an operator, and so does all that came later.
      Object.entries(row.publishFailure ? {} : (row.outbox?.entries ?? {}))
        .map(([number, { type }]) => ({ sequence: Number(number), build: () => ORDER_EVENTS[type](prefix)(row) }))
        .sort((one, other) => one.sequence - other.sequence),
  });

/** The same for the PaymentDedup table, whose rows have one event at a time: their decision. */
export const readPaymentEvents = (prefix: string) =>
  readRowEvents({
    keyName: 'eventId',
    schema: PaymentRow,
    pending: (row) => (isDecided(row) ? [{ sequence: 1, build: () => paymentDecidedEvent(prefix)(row) }] : []),
  });

interface PendingEvent {
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
function readRowEvents<Schema extends z.ZodMiniType<{ readonly requeues: number }>>({
  keyName,
  schema,
  pending,
}: RowReader<Schema>) {
  return ({ keys, image }: StreamRecord): RowEvents => {
    const rowKey = keys[keyName];
    if (typeof rowKey !== 'string' || image.kind === 'absent') return NOTHING;
    const poison = (reason: string): Poison => ({ kind: 'poison', rowKey, reason });
    if (image.kind === 'unreadable') return { events: [], poison: poison(image.reason) };
    const result = z.safeParse(schema, image.row);
    if (!result.success) return { events: [], poison: poison(problemsOf(result.error)) };
    const { requeues } = result.data;
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

function sendable(event: CloudEvent): CloudEvent {
  const bytes = Buffer.byteLength(event.value);
  if (bytes > MAX_EVENT_BYTES) throw new Error(`the event has ${bytes} bytes, ${MAX_EVENT_BYTES} at most`);
  return event;
}

/** Each event of an order is built from attributes that never change, so that all copies of it are identical. */
export const orderPlacedEvent = (prefix: string) => (row: OrderRow) =>
  cloudEvent(ORDER_PLACED, {
    id: ORDER_PLACED.eventId(row.orderId),
    topic: prefix + ORDER_PLACED.topic,
    traceparent: row.traceparent,
    sequence: 1,
    data: z.parse(OrderPlaced, row),
  });

export const orderCancelledEvent =
  (prefix: string) =>
  ({ cancellation, ...row }: OrderRow) => {
    if (cancellation === undefined) throw new Error('the row has no cancellation');
    const { sequence, requestedAt, traceparent } = cancellation;
    return cloudEvent(ORDER_CANCELLED, {
      id: ORDER_CANCELLED.eventId(row.orderId, sequence),
      topic: prefix + ORDER_CANCELLED.topic,
      traceparent,
      sequence,
      data: z.parse(OrderCancelled, {
        ...row,
        orderEventId: ORDER_PLACED.eventId(row.orderId),
        cancelledAt: requestedAt,
      }),
    });
  };

const ORDER_EVENTS = { 'order-placed': orderPlacedEvent, 'order-cancelled': orderCancelledEvent } as const;

const isDecided = ({ state, decidedAt }: PaymentRow) =>
  z.safeParse(PaymentState, state).success && decidedAt !== undefined;

/** The event of a payment whose state is a decision. Throws where its consumers could not read it. */
export const paymentDecidedEvent = (prefix: string) => (row: PaymentRow) => {
  const data = decisionOf(row);
  return cloudEvent(PAYMENT_DECIDED, {
    id: PAYMENT_DECIDED.eventId(row.eventId, data.state),
    topic: prefix + PAYMENT_DECIDED.topic,
    traceparent: row.traceparent,
    data,
  });
};

function decisionOf(row: PaymentRow): PaymentDecided {
  const event = z.safeParse(PaymentDecided, {
    ...row,
    orderEventId: row.eventId,
    gatewayReference: row.gatewayReference ?? null,
    declineCode: row.declineCode ?? null,
  });
  if (!event.success) throw new Error(problemsOf(event.error));
  return event.data;
}
