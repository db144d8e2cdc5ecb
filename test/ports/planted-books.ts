import { ORDER_CANCELLED } from '../../functions/contracts/order-cancelled.ts';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { OrderRow, OrderStatus } from '../../functions/contracts/order-row.ts';
import type { PaymentDecided } from '../../functions/contracts/payment-decided.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import {
  type PaymentIntentRecord,
  paymentIntentId,
  type RefundRecord,
  refundId,
} from '../../functions/payment-gateway-simulator/charge-ledger.ts';
import { anOrderPlaced, anOrderRow, orderIdOf, TRACEPARENT } from '../doubles/order-builders.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';

/** Everything that the stores hold of one order. */
export interface OrderBook {
  readonly order?: OrderRow;
  readonly payment?: PaymentRow;
  readonly intents: readonly PaymentIntentRecord[];
  readonly refunds: readonly RefundRecord[];
  /** What its events say; undefined where there is none. */
  readonly placed?: OrderRow;
  readonly cancelled?: OrderRow;
  readonly decided: readonly PaymentDecided[];
  /** Which record its receipt names. */
  readonly receipt: 'its own' | "another's" | "nobody's" | 'none';
}

type End = 'CAPTURED' | 'DECLINED' | 'VOID' | 'REFUNDED';

const STATUS: Readonly<Record<End, OrderStatus>> = {
  ...{ CAPTURED: 'PAID', DECLINED: 'DECLINED', VOID: 'CANCELLED', REFUNDED: 'REFUNDED' },
};

/** Two hours: whatever was placed then and is under way is stuck. */
const AGE_MS = 7_200_000;

/** Makes orders of their own, each placed a second after the one before. */
export function orderBooks() {
  const begun = Date.now() - AGE_MS;
  let count = 0;
  return {
    begun,
    /** An order that has come to this end, as the flow would have left it. */
    book: (state: End): OrderBook => bookOf(orderIdOf(++count), begun + count * 1_000, state),
  };
}

const iso = (time: number) => new Date(time).toISOString();

function bookOf(orderId: string, at: number, state: End): OrderBook {
  const isCancelled = state === 'VOID' || state === 'REFUNDED';
  const [intentId, decidedAt] = [paymentIntentId(at, orderId.slice(-4)), iso(at + 600)];
  const isCharged = state !== 'VOID';
  const decision = {
    ...{ state, gatewayReference: isCharged ? intentId : null, decidedAt },
    declineCode: state === 'DECLINED' ? 'generic_decline' : null,
  };
  const order = closedOrder({ orderId, at, isCancelled, status: STATUS[state], decision });
  return {
    order,
    placed: order,
    ...(isCancelled && { cancelled: order }),
    payment: paymentOf(orderId, at, decision),
    intents: isCharged ? [intentOf(order, intentId, state === 'DECLINED' ? 'canceled' : 'succeeded')] : [],
    refunds: state === 'REFUNDED' ? [refundOf(order, intentId)] : [],
    decided: [decidedOf(order, decision)],
    receipt: 'its own',
  };
}

interface Closed {
  readonly orderId: string;
  readonly at: number;
  readonly isCancelled: boolean;
  readonly status: OrderStatus;
  readonly decision: NonNullable<OrderRow['payment']>;
}

function closedOrder({ orderId, at, isCancelled, status, decision }: Closed): OrderRow {
  const { outbox: _outbox, openShard: _shard, openSince: _since, ...row } = anOrderRow({ orderId, placedAt: iso(at) });
  const cancellation = { sequence: 2, requestedAt: iso(at + 300), traceparent: TRACEPARENT };
  return { ...row, status, version: 3, payment: decision, ...(isCancelled && { sequence: 2, cancellation }) };
}

function paymentOf(orderId: string, at: number, decision: Closed['decision']): PaymentRow {
  const { intentId: _intentId, ...row } = aPaymentRow({ orderId, firstAttemptAt: iso(at + 50), leaseUntil: iso(at) });
  const { state, gatewayReference, decidedAt } = decision;
  const named = gatewayReference === null ? {} : { intentId: gatewayReference, gatewayReference };
  return { ...row, ...named, state, decidedAt };
}

export const intentOf = (
  { orderId, placedAt, totalAmount: amount, tenant }: OrderRow,
  id: string,
  status: PaymentIntentRecord['status'],
): PaymentIntentRecord => ({
  ...{ id, object: 'payment_intent', version: 2, createdAt: Date.parse(placedAt) + 100, status, amount },
  ...{ currency: 'eur', mayRedirect: false, attempts: 1, latestCharge: 'ch_1', refundedAmount: 0 },
  metadata: { orderId, eventId: ORDER_PLACED.eventId(orderId), tenant, traceparent: TRACEPARENT },
});

/** Of the whole amount. */
export const refundOf = (order: OrderRow, paymentIntent: string, nth = 1): RefundRecord => {
  const createdAt = Date.parse(order.placedAt) + 700;
  return {
    ...{ id: refundId(createdAt, `${order.orderId.slice(-4)}${nth}`), object: 'refund', version: 1, createdAt },
    ...{ paymentIntent, charge: 'ch_1', amount: order.totalAmount, currency: 'eur', metadata: {} },
  };
};

const decidedOf = (order: OrderRow, decision: Closed['decision']): PaymentDecided => ({
  ...{ orderId: order.orderId, orderEventId: ORDER_PLACED.eventId(order.orderId), tenant: order.tenant },
  ...{ amount: order.totalAmount, currency: order.currency, ...decision },
  source: { topic: ORDER_PLACED.topic, partition: 0, offset: 1, timestamp: Date.parse(order.placedAt) },
});

export const placedData = (order: OrderRow) =>
  anOrderPlaced({
    ...{ orderId: order.orderId, tenant: order.tenant, currency: order.currency },
    ...{ totalAmount: order.totalAmount, placedAt: order.placedAt },
  });

export const cancelledEventId = (orderId: string) => ORDER_CANCELLED.eventId(orderId, 2);
