import * as z from 'zod/mini';
import { type CloudEvent, cloudEvent } from '../contracts/cloud-event.ts';
import { ORDER_PLACED, OrderPlaced } from '../contracts/order-placed.ts';
import { OrderRow } from '../contracts/order-row.ts';
import { PAYMENT_DECIDED, PaymentDecided, PaymentState } from '../contracts/payment-decided.ts';
import { PaymentRow } from '../contracts/payment-row.ts';
import { problemsOf } from '../platform/error-messages.ts';
import type { StreamRecord } from '../platform/stream-batch.ts';
import type { OutboxEntry } from './outbox.ts';

/** Kafka's default limit is 1,048,588 bytes for a record with its headers. */
const MAX_EVENT_BYTES = 1_000_000;

/** Turns a record of the Orders table's stream into what its row asks for: an event of this topic, or nothing. */
export const readOrderEntry = (topic: string) =>
  readEntry({ keyName: 'orderId', schema: OrderRow, eventOf: orderPlacedEvent(topic) });

/** The same for the PaymentDedup table. */
export const readPaymentEntry = (topic: string) =>
  readEntry({ keyName: 'eventId', schema: PaymentRow, eventOf: paymentDecidedEvent(topic) });

interface OutboxReader<Schema extends z.ZodMiniType> {
  /** The table's partition key. */
  readonly keyName: string;
  readonly schema: Schema;
  /** The row's event; undefined where the row asks for none. Throws where it can't be built. */
  readonly eventOf: (row: z.output<Schema>) => CloudEvent | undefined;
}

/** Turns a stream record into what its row asks for; a row that can't be read is poison, never an exception. */
function readEntry<Schema extends z.ZodMiniType<{ readonly requeues: number }>>({
  keyName,
  schema,
  eventOf,
}: OutboxReader<Schema>) {
  return ({ keys, image }: StreamRecord): OutboxEntry => {
    const rowKey = keys[keyName];
    if (typeof rowKey !== 'string' || image.kind === 'absent') return { kind: 'nothing' };
    if (image.kind === 'unreadable') return { kind: 'poison', rowKey, reason: image.reason };
    const result = z.safeParse(schema, image.row);
    if (!result.success) return { kind: 'poison', rowKey, reason: problemsOf(result.error) };
    try {
      const event = eventOf(result.data);
      if (event === undefined) return { kind: 'nothing' };
      const bytes = Buffer.byteLength(event.value);
      if (bytes > MAX_EVENT_BYTES)
        return { kind: 'poison', rowKey, reason: `the event has ${bytes} bytes, ${MAX_EVENT_BYTES} at most` };
      return { kind: 'event', rowKey, event, requeues: result.data.requeues };
    } catch (error) {
      return { kind: 'poison', rowKey, reason: String(error) };
    }
  };
}

/** The event of an order whose outbox entry is there, built from attributes that never change. */
export const orderPlacedEvent = (topic: string) => (row: OrderRow) =>
  row.outbox === undefined
    ? undefined
    : cloudEvent(ORDER_PLACED, {
        id: row.outbox.eventId,
        topic,
        traceparent: row.traceparent,
        data: z.parse(OrderPlaced, row),
      });

/** The event of a payment whose state is a decision. */
export const paymentDecidedEvent = (topic: string) => (row: PaymentRow) => {
  const data = decisionOf(row);
  return (
    data &&
    cloudEvent(PAYMENT_DECIDED, {
      id: PAYMENT_DECIDED.eventId(row.eventId, data.state),
      topic,
      traceparent: row.traceparent,
      data,
    })
  );
};

/** Undefined where the state is none that consumers are told of. Throws where they could not read the event. */
function decisionOf({ state: rowState, decidedAt, ...row }: PaymentRow): PaymentDecided | undefined {
  const state = z.safeParse(PaymentState, rowState).data;
  if (state === undefined || decidedAt === undefined) return undefined;
  const event = z.safeParse(PaymentDecided, {
    orderId: row.orderId,
    orderEventId: row.eventId,
    tenant: row.tenant,
    state,
    amount: row.amount,
    currency: row.currency,
    gatewayReference: row.gatewayReference ?? null,
    declineCode: row.declineCode ?? null,
    decidedAt,
    source: row.source,
  });
  if (!event.success) throw new Error(problemsOf(event.error));
  return event.data;
}
