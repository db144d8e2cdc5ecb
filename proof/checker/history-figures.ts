import type { RunHistory } from '../history/run-history.ts';
import { isAccepted } from './history-evidence.ts';
import { percentile, settledTimes } from './settled-times.ts';

/** What systems are compared by. */
export interface HistoryFigures {
  readonly requests: number;
  /** Orders that a client holds a 2xx for. */
  readonly acceptedOrders: number;
  readonly records: number;
  /** Accepted orders whose event is on no topic. */
  readonly lostEvents: number;
  /** Orders that have an event and no row. */
  readonly phantomEvents: number;
  /** Records beyond the first of each event. */
  readonly copies: number;
  /** Captures beyond the first of each order. */
  readonly duplicateCharges: number;
  /** Accepted orders that are not decided at the end, or not there at all. */
  readonly stuckOrders: number;
  /** From the placing, of orders that settled; in milliseconds. Null where nobody noted when. */
  readonly settledWithin: { readonly p50: number; readonly p99: number } | null;
  /** The same of what was open when the faults ended, and from then on. */
  readonly settledAfterFaults: { readonly orders: number; readonly p99: number } | null;
}

export function historyFigures({ api, orders, topic, ledger, run }: RunHistory): HistoryFigures {
  const accepted = new Set(api.filter(isAccepted).map(({ orderId }) => orderId));
  const rows = new Map(orders.map((order) => [order.orderId, order]));
  const placed = new Set(topic.flatMap(({ type, orderId }) => (type === 'order-placed' ? (orderId ?? []) : [])));
  const events = topic.flatMap(({ topic: name, eventId }) => (eventId === null ? [] : `${name} ${eventId}`));
  const charges = Map.groupBy(ledger, ({ orderId, intentId }) => orderId ?? intentId);
  const captures = [...charges.values()].map((own) => own.reduce((sum, charge) => sum + charge.captures, 0));
  const times = orders.flatMap(({ settledAt, placedAt }) => (settledAt === undefined ? [] : settledAt - placedAt));
  const after = settledTimes(orders, run).map(({ took }) => took);
  const isKnown = times.length > 0;
  return {
    requests: api.length,
    acceptedOrders: accepted.size,
    records: topic.length,
    lostEvents: [...accepted].filter((orderId) => !placed.has(orderId)).length,
    phantomEvents: [...placed].filter((orderId) => !rows.has(orderId)).length,
    copies: events.length - new Set(events).size,
    duplicateCharges: captures.reduce((sum, own) => sum + Math.max(0, own - 1), 0),
    stuckOrders: [...accepted].filter((orderId) => (rows.get(orderId)?.status ?? 'PLACED') === 'PLACED').length,
    settledWithin: isKnown ? { p50: percentile(times, 0.5), p99: percentile(times, 0.99) } : null,
    settledAfterFaults: isKnown ? { orders: after.length, p99: percentile(after, 0.99) } : null,
  };
}
