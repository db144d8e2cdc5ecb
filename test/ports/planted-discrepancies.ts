import type { DiscrepancyKind } from '../../functions/auditor/discrepancies.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import { paymentIntentId } from '../../functions/payment-gateway-simulator/charge-ledger.ts';
import { anOrderRow } from '../doubles/order-builders.ts';
import { intentOf, type OrderBook, orderBooks, refundOf } from './planted-books.ts';

export const { begun, book } = orderBooks();

/** The order's row of a book that has one. */
export const rowOf = ({ order, placed }: OrderBook): OrderRow => order ?? placed ?? anOrderRow();

/** An order that was right, with something else in one of the stores. */
const changed = (right: OrderBook, change: (right: OrderBook) => Partial<OrderBook>): OrderBook => ({
  ...right,
  ...change(right),
});
export const paid = (change: (right: OrderBook) => Partial<OrderBook>) => changed(book('CAPTURED'), change);
const refunded = (change: (right: OrderBook) => Partial<OrderBook>) => changed(book('REFUNDED'), change);
const each = <Part extends object>(parts: readonly Part[], differing: Partial<Part>): Part[] =>
  parts.map((part) => ({ ...part, ...differing }));
/** A capture that nobody knows of. */
export const another = (right: OrderBook) =>
  intentOf(rowOf(right), paymentIntentId(begun, `z${rowOf(right).orderId}`), 'succeeded');
const captureOf = (right: OrderBook) => right.intents[0]?.id ?? '';
/** Accepted, and then nothing. */
const accepted = ({ order }: OrderBook) => {
  const { payment: _payment, ...row } = order ?? anOrderRow();
  const open = { status: 'PLACED' as const, openShard: '3', openSince: row.placedAt };
  return { order: { ...row, ...open }, payment: undefined, intents: [], decided: [] };
};

/** Each in an order of its own. */
export const PLANTED: readonly (readonly [DiscrepancyKind, OrderBook])[] = [
  ['paid-not-captured', paid(({ intents }) => ({ intents: each(intents, { status: 'canceled' }) }))],
  [
    'declined-but-captured',
    changed(book('DECLINED'), ({ intents }) => ({ intents: each(intents, { status: 'succeeded' }) })),
  ],
  ['cancelled-but-captured', changed(book('VOID'), (right) => ({ intents: [another(right)] }))],
  [
    'intent-still-open',
    changed(book('DECLINED'), ({ intents }) => ({ intents: each(intents, { status: 'requires_payment_method' }) })),
  ],
  ['captured-twice', paid((right) => ({ intents: [...right.intents, another(right)] }))],
  ['captured-other-amount', paid(({ intents }) => ({ intents: each(intents, { amount: 1_251 }) }))],
  ['captured-other-currency', paid(({ intents }) => ({ intents: each(intents, { currency: 'usd' }) }))],
  [
    'captured-for-another',
    paid(({ intents }) => ({
      intents: intents.map((one) => ({ ...one, metadata: { ...one.metadata, tenant: 'other' } })),
    })),
  ],
  [
    'captured-by-other-intent',
    paid((right) => ({ intents: [...each(right.intents, { status: 'canceled' as const }), another(right)] })),
  ],
  ['capture-without-order', paid(() => ({ order: undefined, placed: undefined, payment: undefined, decided: [] }))],
  ['refunded-not-given-back', refunded(() => ({ refunds: [] }))],
  ['refund-too-small', refunded(({ refunds }) => ({ refunds: each(refunds, { amount: 1_000 }) }))],
  ['refund-too-large', refunded(({ refunds }) => ({ refunds: each(refunds, { amount: 1_300 }) }))],
  [
    'refunded-twice',
    refunded((right) => ({ refunds: [...right.refunds, refundOf(rowOf(right), captureOf(right), 2)] })),
  ],
  ['refund-unexpected', paid((right) => ({ refunds: [refundOf(rowOf(right), captureOf(right))] }))],
  ['intent-unknown', paid(() => ({ intents: [] }))],
  ['payment-without-order', changed(book('DECLINED'), () => ({ order: undefined, placed: undefined, decided: [] }))],
  ['decided-without-payment', changed(book('DECLINED'), () => ({ payment: undefined }))],
  ['payment-differs', paid(({ payment }) => ({ payment: payment && { ...payment, amount: 1_251 } }))],
  [
    'status-contradicts-payment',
    paid(({ payment, intents }) => ({
      payment: payment && { ...payment, state: 'VOID' },
      intents: each(intents, { status: 'canceled' }),
    })),
  ],
  ['status-behind-payment', paid((right) => ({ order: { ...accepted(right).order } }))],
  [
    'reference-differs',
    paid(({ order }) => ({
      order: order?.payment && { ...order, payment: { ...order.payment, gatewayReference: 'pi_elsewhere' } },
    })),
  ],
  ['published-nowhere', paid((right) => ({ ...accepted(right), placed: undefined, receipt: 'none' }))],
  ['not-processed', paid(accepted)],
  ['receipt-names-no-record', paid(() => ({ receipt: "nobody's" }))],
  ['receipt-names-another', paid(() => ({ receipt: "another's" }))],
  ['event-without-order', paid(() => ({ order: undefined, payment: undefined, intents: [] }))],
  ['event-differs', paid(({ placed }) => ({ placed: placed && { ...placed, totalAmount: 1_251 } }))],
  ['cancellation-unknown', paid(({ order }) => ({ cancelled: order }))],
  ['decision-published-nowhere', paid(() => ({ decided: [] }))],
  [
    'payment-abandoned',
    paid((right) => ({
      ...accepted(right),
      payment: abandoned(right),
      intents: each(right.intents, { status: 'requires_confirmation' }),
    })),
  ],
];

function abandoned({ payment }: OrderBook): OrderBook['payment'] {
  if (payment === undefined) return undefined;
  const { gatewayReference: _reference, decidedAt: _at, ...row } = payment;
  return { ...row, state: 'CHARGING' };
}
