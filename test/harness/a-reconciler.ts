import type { OrderRow } from '../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { type ReconcileOrdersDeps, reconcileOrders } from '../../functions/reconciler/reconcile-orders.ts';
import { inMemoryDueIndex } from '../doubles/in-memory-payment-operations.ts';
import { inMemoryOpenOrders, inMemoryRequeues } from '../doubles/in-memory-requeues.ts';
import { anOrderRow, orderIdOf, PLACED_AT } from '../doubles/order-builders.ts';

/** So many seconds after the orders of the builders were placed. */
export const later = (seconds: number) => new Date(Date.parse(PLACED_AT) + seconds * 1_000);
const LONG_MS = 600_000;

interface World {
  readonly orders?: readonly OrderRow[];
  readonly payments?: readonly PaymentRow[];
  readonly pageSize?: number;
  readonly differing?: Partial<ReconcileOrdersDeps>;
}

/** A reconciler over these rows, ten minutes after they were placed. */
export function aReconciler({ orders = [], payments = [], pageSize, differing = {} }: World) {
  const rows = {
    orders: new Map(orders.map((row) => [row.orderId, row])),
    payments: new Map(payments.map((row) => [row.eventId, row])),
  };
  const lines: string[] = [];
  const { now = () => later(600) } = differing;
  const reconcile = reconcileOrders({
    openOrders: inMemoryOpenOrders(rows, pageSize),
    dueIndex: inMemoryDueIndex(rows.payments),
    requeues: inMemoryRequeues(rows),
    report: {
      requeued: (what, { orderId }, { dryRun }) =>
        lines.push(`${dryRun ? 'would requeue' : 'requeued'} ${what} ${orderId}`),
      paymentRowMissing: ({ orderId }, reason) => lines.push(`missing ${orderId}: ${reason}`),
      unreadable: ({ rowKey, reason }) => lines.push(`unreadable ${rowKey}: ${reason}`),
      failed: (what, error) => lines.push(`failed ${what}: ${error}`),
    },
    reconcileAfter: 600,
    ...differing,
    now,
  });
  const run = (dryRun = false, deadline = new Date(now().getTime() + LONG_MS)) => reconcile({ dryRun, deadline });
  return { rows, lines, run, order: (number = 1) => rows.orders.get(orderIdOf(number)) };
}

/** The order of that number, in one of the shards. */
export const orderOf = (number: number, differing: Partial<OrderRow> = {}) =>
  anOrderRow({ orderId: orderIdOf(number), openShard: String(number % 8), ...differing });
