import * as z from 'zod/mini';
import { ORDER_PLACED } from '../contracts/order-placed.ts';
import { OrderRow, STATUS_RANK } from '../contracts/order-row.ts';
import type { PaymentDecided } from '../contracts/payment-decided.ts';
import type { PaymentRow } from '../contracts/payment-row.ts';
import '../platform/error-messages.ts';
import { type ChargeWindow, mayLandUntil } from './charge-window.ts';
import { rebuiltRow } from './rebuilt-row.ts';

/** The PaymentDedup table that was set back. */
export interface DedupRows {
  /** Never overwrites; false where there is a row already. */
  insertIfAbsent(row: PaymentRow): Promise<boolean>;
}

export interface RebuildDedupDeps {
  readonly rows: DedupRows;
  readonly window: ChargeWindow;
  readonly now: () => Date;
  /** Told after every chunk. */
  readonly progress: (report: RebuildReport) => void;
}

export interface RebuildSources {
  /** Every row of the Orders table. */
  readonly orders: AsyncIterable<unknown>;
  /** What was decided and may not have reached its order. */
  readonly events?: AsyncIterable<PaymentDecided> | readonly PaymentDecided[];
}

export interface RebuildReport {
  readonly orders: number;
  readonly inserted: number;
  /** Orders whose rows were there, and stay as they are. */
  readonly present: number;
  /** Orders that can't be read: a person must see to each before consumers start. */
  readonly unreadable: readonly string[];
}

const AT_ONCE = 25;
type Payments = ReadonlyMap<string, PaymentDecided>;

/** Gives every order its PaymentDedup row back; with consumers and publishers stopped, and nothing in flight. */
export function rebuildDedup({ rows, window, now, progress }: RebuildDedupDeps) {
  return async ({ orders, events = [] }: RebuildSources): Promise<RebuildReport> => {
    const landing = mayLandUntil(now(), window).toISOString();
    const decided = await strongest(events);
    let report: RebuildReport = { orders: 0, inserted: 0, present: 0, unreadable: [] };
    const rebuild = async (candidate: unknown) => {
      const order = z.safeParse(OrderRow, candidate);
      if (!order.success) return { unreadable: `${nameOf(candidate)}: ${z.prettifyError(order.error)}` };
      return { inserted: await rows.insertIfAbsent(rowOf(order.data, decided, landing)) };
    };
    for await (const chunk of chunksOf(orders)) {
      report = add(report, await Promise.all(chunk.map(rebuild)));
      progress(report);
    }
    return report;
  };
}

function rowOf(order: OrderRow, decided: Payments, landing: string): PaymentRow {
  const event = decided.get(ORDER_PLACED.eventId(order.orderId));
  const knowsMore = event && (order.payment === undefined || rankOf(event) > STATUS_RANK[order.status]);
  return rebuiltRow(order, {
    payment: knowsMore ? event : order.payment,
    source: event?.source,
    mayLandUntil: landing,
  });
}

/** Of an order's payments the final one, whatever the order of the events. */
async function strongest(events: NonNullable<RebuildSources['events']>): Promise<Payments> {
  const payments = new Map<string, PaymentDecided>();
  for await (const event of events) {
    const known = payments.get(event.orderEventId);
    if (known === undefined || rankOf(event) > rankOf(known)) payments.set(event.orderEventId, event);
  }
  return payments;
}

const rankOf = ({ state }: PaymentDecided) => STATUS_RANK[state === 'IN_REVIEW' ? 'IN_REVIEW' : 'PAID'];

async function* chunksOf(orders: AsyncIterable<unknown>) {
  let chunk: unknown[] = [];
  for await (const order of orders) {
    chunk.push(order);
    if (chunk.length < AT_ONCE) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

type Rebuilt = { readonly inserted: boolean } | { readonly unreadable: string };

const add = (report: RebuildReport, rebuilt: readonly Rebuilt[]): RebuildReport => ({
  orders: report.orders + rebuilt.length,
  inserted: report.inserted + rebuilt.filter((one) => 'inserted' in one && one.inserted).length,
  present: report.present + rebuilt.filter((one) => 'inserted' in one && !one.inserted).length,
  unreadable: [...report.unreadable, ...rebuilt.flatMap((one) => ('unreadable' in one ? [one.unreadable] : []))],
});

const Named = z.object({ orderId: z.string() });

const nameOf = (candidate: unknown) => {
  const named = z.safeParse(Named, candidate);
  return named.success ? named.data.orderId : 'an order without an id';
};
