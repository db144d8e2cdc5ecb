import type { OrderRow } from '../../functions/contracts/order-row.ts';
import type { PaymentDecided } from '../../functions/contracts/payment-decided.ts';
import type { FindOrderStore } from '../../functions/order-api/get-order.ts';
import type { OrderStore } from '../../functions/order-api/place-order.ts';
import type { Outbox } from '../../functions/outbox-publisher/outbox.ts';
import type { OrderStatusStore } from '../../functions/status-updater/update-status.ts';

/** The Orders table, as the three stages that write it see it. */
export function inMemoryOrders({ now = () => new Date() } = {}) {
  const rows = new Map<string, OrderRow>();
  return { rows, store: orderStore(rows), outbox: orderOutbox(rows, now), status: orderStatusStore(rows) };
}

type Rows = Map<string, OrderRow>;

const orderStore = (rows: Rows): OrderStore & FindOrderStore => ({
  async insert(row) {
    const existing = rows.get(row.orderId);
    if (existing === undefined) rows.set(row.orderId, structuredClone(row));
    return existing;
  },
  async find(orderId) {
    return rows.get(orderId);
  },
});

const orderOutbox = (rows: Rows, now: () => Date): Outbox => ({
  async close({ rowKey, event }, receipt) {
    const row = rows.get(rowKey);
    if (row?.outbox?.eventId !== event.id) return;
    const { outbox, publishFailure, ...rest } = row;
    rows.set(rowKey, { ...rest, receipt: row.receipt ?? receipt, version: row.version + 1 });
  },
  async refuse({ rowKey, reason }) {
    const row = rows.get(rowKey);
    if (row?.outbox === undefined) return;
    const { outbox, ...rest } = row;
    rows.set(rowKey, { ...rest, publishFailure: { reason, failedAt: now().toISOString() } });
  },
});

const orderStatusStore = (rows: Rows): OrderStatusStore => ({
  async raise(payment, { to, from, isFinal }) {
    const row = rows.get(payment.orderId);
    if (row === undefined) return 'no-order';
    if (!isMeant(row, payment) || !from.includes(row.status)) return row;
    const { outbox, publishFailure, ...rest } = row;
    const { state, gatewayReference, declineCode, decidedAt, source } = payment;
    const { timestamp: _, ...place } = source;
    const proof = place.offset < 0 ? undefined : { ...place, acknowledgedAt: decidedAt };
    rows.set(payment.orderId, {
      ...rest,
      status: to,
      payment: { state, gatewayReference, declineCode, decidedAt },
      version: row.version + 1,
      receipt: row.receipt ?? proof,
      ...(isFinal ? { openShard: undefined, openSince: undefined } : {}),
    });
    return 'raised';
  },
});

const isMeant = (row: OrderRow, payment: PaymentDecided) =>
  row.tenant === payment.tenant &&
  row.totalAmount === payment.amount &&
  row.currency === payment.currency &&
  (row.outbox === undefined || row.outbox.eventId === payment.orderEventId);
