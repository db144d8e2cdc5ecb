import { countReasons, readOpenOrders } from '../../cli/ops/open-orders.ts';
import { lastOrderIds } from '../../cli/ops/order-commands.ts';
import { readOrder } from '../../cli/ops/order-view.ts';
import type { System } from '../../cli/ops/system.ts';
import { type OrderRow, OrderStatus } from '../../functions/contracts/order-row.ts';
import type { Snapshot } from '../../functions/reconciler/classify-order.ts';
import type { OrderSummary, OrdersPage, OrderTimeline, StoredOrder } from '../contract/order-views.ts';
import { type LocalKnowledge, type OrderFacts, readOrderFacts } from './order-facts.ts';
import { findingsOf } from './order-findings.ts';
import { readOrderRows } from './read-stores.ts';
import { timelineBars } from './timeline-bars.ts';
import { viewOf } from './topic-reads.ts';
import { readStoredOrder, unreadableOrder } from './unreadable-orders.ts';

export interface OrdersWanted {
  readonly id?: string | undefined;
  readonly status?: string | undefined;
  readonly customer?: string | undefined;
  /** ISO 8601. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly limit: number;
}

/** Of the last events in each partition; a search looks at more. */
const LOOKED_AT = 20;
const SEARCHED = 500;

/** Orders: what is open from the index, others from the end of the topic. */
export async function readOrders(system: System, wanted: OrdersWanted): Promise<OrdersPage> {
  if (wanted.id !== undefined) {
    return readById(system, wanted.id);
  }
  const { open, unreadable } = await readOpenOrders(system);
  const reasons = new Map(open.map((snapshot) => [snapshot.order.orderId, waitReason(snapshot)]));
  const within = isSearch(wanted) ? SEARCHED : LOOKED_AT;
  const recent = await lastOrderIds(system, within).catch(() => undefined);
  // They come oldest first; an order that was placed just now is looked for more often than one that waits for days.
  const shown = open.slice(-wanted.limit).map(({ order }) => order.orderId);
  const ids = new Set([...shown, ...(recent ?? [])]);
  const { rows, unreadable: unread } = await readOrderRows(system, [...ids]);
  const orders = rows
    .filter((row) => isWanted(row, wanted))
    .sort((one, other) => Number(reasons.has(other.orderId)) - Number(reasons.has(one.orderId)) || byAge(one, other))
    .slice(0, wanted.limit)
    .map((row) => summaryOf(row, reasons.get(row.orderId)));
  const others =
    recent === undefined ? 'Kafka does not answer: only open orders' : `the last ${within} events a partition`;
  return {
    orders,
    unreadable: [...unreadable.map(unreadableOrder), ...unread],
    found: `open orders from their index; others from ${others}`,
  };
}

async function readById(system: System, id: string): Promise<OrdersPage> {
  const stored = await readStoredOrder(system, id);
  const order = stored === undefined ? await readOrder(system, id) : undefined;
  return {
    orders: order === undefined ? [] : [summaryOf(order)],
    unreadable: stored === undefined ? [] : [{ orderId: id, problem: stored.problem }],
    found: 'by id',
  };
}

const isSearch = ({ status, customer, from, until }: OrdersWanted) =>
  [status, customer, from, until].some((word) => word !== undefined);

const byAge = (one: OrderRow, other: OrderRow) => other.placedAt.localeCompare(one.placedAt);

const isWanted = ({ status, customerId, placedAt }: OrderRow, wanted: OrdersWanted) =>
  (wanted.status ?? status) === status &&
  (wanted.customer ?? customerId) === customerId &&
  (wanted.from ?? '') <= placedAt &&
  placedAt < (wanted.until ?? '9');

const waitReason = (snapshot: Snapshot) => Object.keys(countReasons([snapshot]))[0] ?? '';

const summaryOf = (order: OrderRow, waitsFor?: string): OrderSummary => ({
  orderId: order.orderId,
  status: order.status,
  customerId: order.customerId,
  tenant: order.tenant,
  totalAmount: order.totalAmount,
  currency: order.currency,
  placedAt: order.placedAt,
  ...(waitsFor !== undefined && { waitsFor }),
});

/** Whether this is a status that an order can have. */
export const isOrderStatus = (text: string) => OrderStatus.options.some((status) => status === text);

/** An order's whole life, with the evidence for each part of it; only its rows where they can't be read. */
export async function readTimeline(
  system: System,
  orderId: string,
  local: LocalKnowledge | undefined,
): Promise<OrderTimeline | StoredOrder | undefined> {
  try {
    const facts = await readOrderFacts(system, orderId, local);
    return facts && timelineOf(system, facts);
  } catch (error) {
    const stored = await readStoredOrder(system, orderId);
    if (stored === undefined) throw error;
    return stored;
  }
}

function timelineOf({ outputs }: System, facts: OrderFacts): OrderTimeline {
  const { order, payment, record, gateway } = facts.view;
  const { receipt } = order;
  return {
    order: summaryOf(order, order.openSince === undefined ? undefined : waitReason({ order, payment })),
    findings: findingsOf(facts),
    bars: timelineBars(facts),
    evidence: [
      { title: 'Order row', kind: 'json', content: order },
      ...(payment ? [{ title: 'Payment row', kind: 'json' as const, content: payment }] : []),
      ...(record
        ? [{ title: 'Record at the receipt', kind: 'json' as const, content: viewOf(record, (text) => text) }]
        : []),
      { title: 'At the gateway', kind: 'json', content: gateway.intents ?? gateway.unknown },
    ],
    ...(receipt && { receipt: { topic: receipt.topic, partition: receipt.partition, offset: receipt.offset } }),
    curl: `curl -s ${outputs.OrdersUrl}/orders/${order.orderId}`,
  };
}
