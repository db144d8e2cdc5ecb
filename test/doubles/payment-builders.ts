import { randomUUID } from 'node:crypto';
import { ORDER_CANCELLED, type OrderCancelled } from '../../functions/contracts/order-cancelled.ts';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { PaymentRequest } from '../../functions/payments/payment-gateway.ts';
import type { PaymentOrder } from '../../functions/payments/payment-rows.ts';
import { anOrderPlaced, orderIdOf, PLACED_AT, TRACEPARENT } from './order-builders.ts';

const source = { topic: ORDER_PLACED.topic, partition: 4, offset: 17, timestamp: Date.parse(PLACED_AT) };

export function aPaymentOrder(differing: Partial<PaymentOrder> = {}): PaymentOrder {
  const placed = anOrderPlaced(differing);
  return {
    ...placed,
    eventId: ORDER_PLACED.eventId(placed.orderId),
    traceparent: TRACEPARENT,
    source,
    ...differing,
  };
}

/** A claim with its intent in its first attempt, made when the order was placed. */
export function aPaymentRow(differing: Partial<PaymentRow> = {}): PaymentRow {
  const orderId = differing.orderId ?? orderIdOf(1);
  return {
    eventId: ORDER_PLACED.eventId(orderId),
    orderId,
    tenant: 'local',
    amount: 1_250,
    currency: 'EUR',
    state: 'CHARGING',
    owner: 'first',
    leaseUntil: '2026-01-01T12:01:00.000Z',
    attempts: 1,
    firstAttemptAt: PLACED_AT,
    intentId: 'pi_1',
    traceparent: TRACEPARENT,
    source,
    requeues: 0,
    ...differing,
  };
}

/** The event that the order of `aPaymentOrder` is cancelled by. */
export function aCancellation(differing: Partial<OrderCancelled> = {}) {
  const { eventId, tenant, totalAmount, currency, ...order } = aPaymentOrder();
  const orderId = differing.orderId ?? order.orderId;
  const orderEventId = orderId === order.orderId ? eventId : ORDER_PLACED.eventId(orderId);
  const cancelledAt = '2026-01-01T12:05:00.000Z';
  return {
    id: ORDER_CANCELLED.eventId(orderId, 2),
    traceparent: TRACEPARENT,
    data: { orderId, tenant, orderEventId, cancelledAt, totalAmount, currency, ...differing },
  };
}

/** The request of an order of its own. */
export function aPaymentRequest(differing: Partial<PaymentRequest> = {}): PaymentRequest {
  const orderId = `ord_${randomUUID()}`;
  return {
    eventId: `${orderId}.order-placed.1`,
    orderId,
    tenant: 'local',
    amount: 1_250,
    currency: 'EUR',
    paymentMethod: 'pm_card_visa',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    ...differing,
  };
}
