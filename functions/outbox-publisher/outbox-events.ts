import * as z from 'zod/mini';
import { cloudEvent } from '../contracts/cloud-event.ts';
import { ORDER_CANCELLED, OrderCancelled } from '../contracts/order-cancelled.ts';
import { ORDER_PLACED, OrderPlaced } from '../contracts/order-placed.ts';
import { OrderRow } from '../contracts/order-row.ts';
import { PAYMENT_DECIDED, PaymentDecided, PaymentState } from '../contracts/payment-decided.ts';
import { PaymentRow } from '../contracts/payment-row.ts';
import { entriesOf, readRowEvents } from '../outbox/outbox.ts';
import { problemsOf } from '../platform/error-messages.ts';

/** Turns a record of the Orders table's stream into what its row asks for. `prefix` is of the stage's topics. */
export const readOrderEvents = (prefix: string) =>
  readRowEvents({
    keyName: 'orderId',
    schema: OrderRow,
    pending: (row) =>
      entriesOf(row).map(({ sequence, type }) => ({ sequence, build: () => ORDER_EVENTS[type](prefix)(row) })),
  });

/** The same for the PaymentDedup table, whose rows have one event at a time: their decision. */
export const readPaymentEvents = (prefix: string) =>
  readRowEvents({
    keyName: 'eventId',
    schema: PaymentRow,
    pending: (row) => (isDecided(row) ? [{ sequence: 1, build: () => paymentDecidedEvent(prefix)(row) }] : []),
  });

const ORDER_PLACED_FIELDS = Object.keys(OrderPlaced.shape);

/**
 * Each event of an order is built from attributes that never change, so that all copies of it are identical. The schema of the row
 * has what that of OrderPlaced has, so the row is not validated again.
 */
export const orderPlacedEvent = (prefix: string) => (row: OrderRow) =>
  cloudEvent(ORDER_PLACED, {
    id: ORDER_PLACED.eventId(row.orderId),
    topic: prefix + ORDER_PLACED.topic,
    traceparent: row.traceparent,
    sequence: 1,
    data: row,
    fields: ORDER_PLACED_FIELDS,
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
