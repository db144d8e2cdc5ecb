import { isDeepStrictEqual } from 'node:util';
import type { Receipt } from '../../functions/contracts/cloud-event.ts';
import { isSettled, OPEN_ORDERS, type OrderCancellation, type OrderRow } from '../../functions/contracts/order-row.ts';
import type { PaymentDecided } from '../../functions/contracts/payment-decided.ts';
import type { CancellationStore } from '../../functions/order-api/cancel-order.ts';
import type { FindOrderStore } from '../../functions/order-api/get-order.ts';
import type { OrderStore } from '../../functions/order-api/place-order.ts';
import type { Outbox } from '../../functions/outbox/outbox.ts';
import { shardOf } from '../../functions/platform/shard.ts';
import type { OrderStatusStore, RowKind } from '../../functions/status-updater/update-status.ts';

/** The Orders table, as the three stages that write it see it. */
export function inMemoryOrders({ now = () => new Date() } = {}) {
  const rows = new Map<string, OrderRow>();
  return { rows, store: orderStore(rows), outbox: orderOutbox(rows, now), status: orderStatusStore(rows) };
}

type Rows = Map<string, OrderRow>;

const orderStore = (rows: Rows): OrderStore & FindOrderStore & CancellationStore => ({
  async insert(row) {
    const existing = rows.get(row.orderId);
    if (existing === undefined) rows.set(row.orderId, structuredClone(row));
    return existing;
  },
  async find(orderId) {
    return rows.get(orderId);
  },
  async cancel(seen, cancellation) {
    const { orderId } = seen;
    const row = rows.get(orderId);
    if (row === undefined || row.cancellation !== undefined || !isAsSeen(row, seen)) return 'changed';
    const cancelled = cancelledRow(row, cancellation);
    rows.set(orderId, cancelled);
    return cancelled;
  },
});

const isAsSeen = (row: OrderRow, { status, sequence, outbox }: OrderRow) =>
  row.status === status && row.sequence === sequence && isDeepStrictEqual(row.outbox, outbox);

const cancelledRow = (row: OrderRow, cancellation: OrderCancellation): OrderRow => ({
  ...row,
  cancellation,
  sequence: cancellation.sequence,
  outbox: {
    requeues: row.outbox?.requeues ?? 0,
    entries: { ...row.outbox?.entries, [cancellation.sequence]: { type: 'order-cancelled' } },
  },
  version: row.version + 1,
  receipts: row.receipts ?? {},
  openShard: shardOf(row.orderId, OPEN_ORDERS.shards),
  openSince: row.openSince ?? cancellation.requestedAt,
});

const orderOutbox = (rows: Rows, now: () => Date): Outbox => ({
  async pending(rowKey) {
    return new Set(Object.keys(rows.get(rowKey)?.outbox?.entries ?? {}).map(Number));
  },
  async close({ rowKey, sequence }, receipt) {
    const row = rows.get(rowKey);
    const { [sequence]: closed, ...entries } = row?.outbox?.entries ?? {};
    if (row?.outbox === undefined || closed === undefined) return;
    const received = { ...row, ...receiptsWith(row, { sequence, receipt }), version: row.version + 1 };
    const isLast = Object.keys(entries).length === 0;
    rows.set(rowKey, isLast ? emptied(received) : { ...received, outbox: { ...row.outbox, entries } });
  },
  async refuse({ rowKey, reason }) {
    const row = rows.get(rowKey);
    if (row?.outbox === undefined || row.publishFailure !== undefined) return;
    rows.set(rowKey, { ...row, publishFailure: { reason, failedAt: now().toISOString() } });
  },
});

/** The first receipt of an event stays. */
const receiptsWith = (
  row: OrderRow,
  { sequence, receipt }: { readonly sequence: number; readonly receipt: Receipt },
) => (sequence === 1 ? { receipt: row.receipt ?? receipt } : { receipts: { [sequence]: receipt, ...row.receipts } });

function emptied({ outbox: _, publishFailure: __, ...row }: OrderRow): OrderRow {
  if (!isSettled(row)) return row;
  const { openShard: ___, openSince: ____, ...closed } = row;
  return closed;
}

const orderStatusStore = (rows: Rows): OrderStatusStore => ({
  async raise(payment, { to, from, when, isClosed }) {
    const row = rows.get(payment.orderId);
    if (row === undefined) return 'no-order';
    if (!isMeant(row, payment) || !isKind(row, when) || !from.includes(row.status)) return row;
    const { state, gatewayReference, declineCode, decidedAt } = payment;
    rows.set(payment.orderId, {
      ...row,
      status: to,
      payment: { state, gatewayReference, declineCode, decidedAt },
      version: row.version + 1,
      receipt: row.receipt ?? proofOf(payment),
      ...(when === 'not cancelled' && { outbox: undefined, publishFailure: undefined }),
      ...(isClosed && { openShard: undefined, openSince: undefined }),
    });
    return 'raised';
  },
});

function proofOf({ source: { topic, partition, offset }, decidedAt }: PaymentDecided): Receipt | undefined {
  return offset < 0 ? undefined : { topic, partition, offset, acknowledgedAt: decidedAt };
}

const isMeant = (row: OrderRow, payment: PaymentDecided) =>
  row.tenant === payment.tenant && row.totalAmount === payment.amount && row.currency === payment.currency;

function isKind({ cancellation, outbox }: OrderRow, kind: RowKind): boolean {
  if (kind === 'not cancelled')
    return cancellation === undefined && (outbox === undefined || outbox.entries['1'] !== undefined);
  return cancellation !== undefined && (outbox !== undefined) === (kind === 'cancelled, outbox there');
}
