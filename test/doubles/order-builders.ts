import { ORDER_PLACED, type OrderPlaced } from '../../functions/contracts/order-placed.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import type { PaymentDecided } from '../../functions/contracts/payment-decided.ts';
import type { OrderRequest } from '../../functions/order-api/order-request.ts';

export const PLACED_AT = '2026-01-01T12:00:00.000Z';
export const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** The id of an order, another for each number. */
export const orderIdOf = (number: number) => `ord_${String(number).padStart(22, '0')}`;

export const anOrderRequest = (differing: Partial<OrderRequest> = {}): OrderRequest => ({
  customerId: 'cus_1',
  currency: 'EUR',
  paymentMethod: 'pm_card_visa',
  lines: [{ sku: 'tea', quantity: 2, unitAmount: 625 }],
  ...differing,
});

export const anOrderPlaced = (differing: Partial<OrderPlaced> = {}): OrderPlaced => ({
  ...anOrderRequest(),
  orderId: orderIdOf(1),
  tenant: 'local',
  totalAmount: 1_250,
  placedAt: PLACED_AT,
  ...differing,
});

/** An order as it is placed: its outbox entry is there, and it is in the index of open orders. */
export function anOrderRow(differing: Partial<OrderRow> = {}): OrderRow {
  const placed = anOrderPlaced(differing);
  return {
    ...placed,
    status: 'PLACED',
    version: 1,
    requestHash: 'h1',
    traceparent: TRACEPARENT,
    requeues: 0,
    outbox: { requeues: 0, entries: { 1: { type: 'order-placed' } } },
    openShard: '3',
    openSince: placed.placedAt,
    ...differing,
  };
}

/** An order that was cancelled before any of its events was acknowledged. */
export const aCancelledRow = (differing: Partial<OrderRow> = {}): OrderRow =>
  anOrderRow({
    version: 2,
    sequence: 2,
    outbox: { requeues: 0, entries: { 1: { type: 'order-placed' }, 2: { type: 'order-cancelled' } } },
    receipts: {},
    cancellation: { sequence: 2, requestedAt: '2026-01-01T12:00:02.000Z', traceparent: TRACEPARENT },
    ...differing,
  });

export function aPaymentDecided(differing: Partial<PaymentDecided> = {}): PaymentDecided {
  const orderId = differing.orderId ?? orderIdOf(1);
  return {
    orderId,
    orderEventId: ORDER_PLACED.eventId(orderId),
    tenant: 'local',
    state: 'CAPTURED',
    amount: 1_250,
    currency: 'EUR',
    gatewayReference: 'pi_1',
    declineCode: null,
    decidedAt: '2026-01-01T12:00:01.000Z',
    source: { topic: ORDER_PLACED.topic, partition: 4, offset: 17, timestamp: Date.parse(PLACED_AT) },
    ...differing,
  };
}
