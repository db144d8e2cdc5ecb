import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { ChargeWindow } from '../../functions/payment-processor/charge-window.ts';
import type { PaymentOrder } from '../../functions/payment-processor/payment-order.ts';
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

/** A claim in its first attempt, made when the order was placed. */
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
    mayLandUntil: '2026-01-01T12:02:00.000Z',
    traceparent: TRACEPARENT,
    source,
    requeues: 0,
    ...differing,
  };
}

/** The times of a function with a timeout of 30 s before a gateway that remembers keys for a day. */
export const aChargeWindow = (differing: Partial<ChargeWindow> = {}): ChargeWindow => ({
  functionTimeout: 30,
  safeWindow: 23 * 3_600,
  requestInFlight: 600,
  lookUpLag: 60,
  clockError: 5,
  parkAfter: 3_600,
  ...differing,
});
