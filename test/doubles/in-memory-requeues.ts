import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { OrderOutbox, OrderRow } from '../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { OrderSnapshot } from '../../functions/reconciler/classify-order.ts';
import type { Requeues } from '../../functions/reconciler/reconcile-orders.ts';
import type { OpenOrders } from '../../functions/reconciler/walk-open-orders.ts';
import type { History } from '../../operations/backfill.ts';

interface Tables {
  readonly orders: Map<string, OrderRow>;
  readonly payments: Map<string, PaymentRow>;
}

/** Both tables, as those see them who requeue events. */
export const inMemoryRequeues = ({ orders, payments }: Tables): Requeues => ({
  async order(seen, at) {
    const row = orders.get(seen.orderId);
    if (row === undefined || !isAs(seen, row)) return false;
    const requeues = row.requeues + 1;
    const outbox = { requeues, entries: entriesOf(row) };
    const { publishFailure, ...rest } = row;
    orders.set(row.orderId, { ...rest, outbox, requeues, lastRequeuedAt: at.toISOString() });
    return true;
  },
  async payment(seen, at) {
    const row = payments.get(seen.eventId);
    if (row?.state !== seen.state || row.requeues !== seen.requeues) return false;
    const { publishFailure, ...rest } = row;
    payments.set(row.eventId, { ...rest, requeues: row.requeues + 1, lastRequeuedAt: at.toISOString() });
    return true;
  },
});

const isAs = (seen: OrderSnapshot, row: OrderRow) =>
  row.status === seen.status &&
  row.requeues === seen.requeues &&
  [row.outbox, row.cancellation, row.publishFailure].map(isThere).join() ===
    [seen.outbox, seen.cancellation, seen.publishFailure].map(isThere).join();

const isThere = (part: object | undefined) => part !== undefined;

function entriesOf({ cancellation }: OrderRow): OrderOutbox['entries'] {
  const first = { 1: { type: 'order-placed' } } as const;
  return cancellation === undefined ? first : { ...first, [cancellation.sequence]: { type: 'order-cancelled' } };
}

/** The index of open orders, in pages of so many. */
export const inMemoryOpenOrders = ({ orders, payments }: Tables, pageSize = 100): OpenOrders => ({
  async page(shard, after = '0') {
    const open = [...orders.values()]
      .filter(({ openShard }) => openShard === shard)
      .sort((one, other) => (one.openSince ?? '').localeCompare(other.openSince ?? ''));
    const end = Number(after) + pageSize;
    return {
      orders: open.slice(Number(after), end).map((order) => ({
        kind: 'readable',
        order: structuredClone(order),
        payment: structuredClone(payments.get(ORDER_PLACED.eventId(order.orderId))),
      })),
      next: end < open.length ? String(end) : undefined,
    };
  },
});

/** Rows with the time that puts them into a period; each belongs to the next segment. */
export const inMemoryHistory = <Row extends { readonly orderId: string }>(
  rows: () => readonly Row[],
  { timeOf }: { readonly timeOf: (row: Row) => string },
): History<Row> => ({
  keyName: 'orderId',
  async page({ period: { from = '0', until = '9' }, segment, of, after = '', limit }) {
    const all = rows().filter((_, index) => index % of === segment);
    const begin = all.findIndex(({ orderId }) => orderId === after) + 1;
    const page = all.slice(begin, begin + limit);
    return {
      rows: page
        .filter((row) => timeOf(row) >= from && timeOf(row) < until)
        .map((row) => ({ kind: 'readable', row: structuredClone(row) })),
      scanned: page.length,
      next: begin + limit < all.length ? page.at(-1)?.orderId : undefined,
    };
  },
});
