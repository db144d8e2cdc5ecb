import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
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
