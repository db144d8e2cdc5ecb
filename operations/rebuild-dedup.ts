import * as z from 'zod/mini';
import { ORDER_PLACED } from '../functions/contracts/order-placed.ts';
import { OrderRow } from '../functions/contracts/order-row.ts';
import type { PaymentRow } from '../functions/contracts/payment-row.ts';
import '../functions/platform/error-messages.ts';
import { type LookUpReport, type UndecidedOrders, undecidedOrders } from './look-up-intents.ts';
import {
  contradicts,
  type KnownPayment,
  missingDecision,
  missingLookUp,
  NotStopped,
  PAYMENT_RANK,
  type PaymentEvent,
  type RestoredRows,
  type RowChange,
  rebuiltRow,
  rowOfEvent,
} from './rebuilt-row.ts';

export interface RebuildDedupDeps {
  readonly rows: RestoredRows;
  readonly now: () => Date;
  /** Looks up the intents of rows at the gateway; without it, the next attempt at each of them does. */
  readonly lookUp?: ((undecided: UndecidedOrders) => Promise<LookUpReport>) | undefined;
  /** Reported after every chunk. */
  readonly progress: (report: RebuildReport) => void;
}

export interface RebuildSources {
  /** Every row of the Orders table. */
  readonly orders: AsyncIterable<unknown>;
  /** Every decision that the topic still holds. */
  readonly events: AsyncIterable<PaymentEvent>;
}

export interface RebuildReport {
  readonly orders: number;
  readonly events: number;
  readonly inserted: number;
  /** Rows that were behind an order or an event, and got its decision. */
  readonly decided: number;
  /** Undecided rows whose intents are to be looked up at the gateway now. */
  readonly toLookUp: number;
  /** What was looked up of them, and of those that an earlier run has left. */
  readonly lookedUp?: LookUpReport;
  /** Orders that can't be read: nobody knows what their rows lack. */
  readonly unreadableOrders: readonly string[];
  /** Rows that can't be read, or whose final state is not that of their order or event. They stay as they are. */
  readonly oddRows: readonly string[];
}

/** As many rows as DynamoDB reads by one request. */
const AT_ONCE = 100;

/**
 * Makes a restored PaymentDedup table whole: every order has its row again, with the decision that the order or an event of the
 * topic says; what stays undecided is looked up at the gateway by the next attempt. Changes nothing when it runs again. Only
 * while nobody makes payments: rejects where a row changes meanwhile.
 */
export function rebuildDedup({ rows, now, lookUp, progress }: RebuildDedupDeps) {
  const undecided = undecidedOrders();
  const rebuildOrder = async (candidate: unknown): Promise<Rebuilt> => {
    const { success, data: order, error } = z.safeParse(OrderRow, candidate);
    if (!success) return { kind: 'unreadableOrders', text: `${nameOf(candidate)}: ${z.prettifyError(error)}` };
    const at = now().toISOString();
    undecided.add(order);
    const seen = await rows.find(ORDER_PLACED.eventId(order.orderId));
    if (seen === undefined) return insert(rebuiltRow(order, at));
    return repair(seen, order, (row) => missingDecision(row, order.payment) ?? missingLookUp(row, order, at));
  };

  const rebuildFrom = async (event: PaymentEvent): Promise<Rebuilt> => {
    const seen = await rows.find(event.orderEventId);
    if (seen === undefined) return insert(rowOfEvent(event));
    return repair(seen, { ...event, payment: event }, (row) => missingDecision(row, event));
  };

  const insert = async (row: PaymentRow): Promise<Rebuilt> => {
    if (!(await rows.insert(row))) throw new NotStopped(row.orderId);
    return { kind: 'inserted' };
  };

  const repair = async (
    seen: PaymentRow | 'unreadable',
    { orderId, payment }: { readonly orderId: string; readonly payment?: KnownPayment | undefined },
    changeOf: (row: PaymentRow) => RowChange | undefined,
  ): Promise<Rebuilt> => {
    if (seen === 'unreadable') return { kind: 'oddRows', text: `${orderId}: its payment row can't be read` };
    if (contradicts(seen, payment))
      return {
        kind: 'oddRows',
        text: `${orderId}: its payment row is ${seen.state}, elsewhere it is ${payment?.state}`,
      };
    const change = changeOf(seen);
    if (change === undefined) return { kind: 'unchanged' };
    if (!(await rows.change(seen, change))) throw new NotStopped(orderId);
    return { kind: change.state === undefined ? 'toLookUp' : 'decided' };
  };

  return async ({ orders, events }: RebuildSources): Promise<RebuildReport> => {
    let report = NOTHING;
    for await (const chunk of chunksOf(orders)) {
      report = add({ ...report, orders: report.orders + chunk.length }, await Promise.all(chunk.map(rebuildOrder)));
      progress(report);
    }
    for await (const chunk of chunksOf(events)) {
      const rebuilt = await Promise.all(strongest(chunk).map(rebuildFrom));
      report = add({ ...report, events: report.events + chunk.length }, rebuilt);
      progress(report);
    }
    return lookUp ? { ...report, lookedUp: await lookUp(undecided) } : report;
  };
}

type Rebuilt =
  | { readonly kind: 'inserted' | 'decided' | 'toLookUp' | 'unchanged' }
  | { readonly kind: 'unreadableOrders' | 'oddRows'; readonly text: string };

const NOTHING: RebuildReport = {
  orders: 0,
  events: 0,
  inserted: 0,
  decided: 0,
  toLookUp: 0,
  unreadableOrders: [],
  oddRows: [],
};

function add(report: RebuildReport, rebuilt: readonly Rebuilt[]): RebuildReport {
  const count = (kind: Rebuilt['kind']) => rebuilt.filter((one) => one.kind === kind).length;
  const textsOf = (kind: Rebuilt['kind']) =>
    rebuilt.flatMap((one) => ('text' in one && one.kind === kind ? [one.text] : []));
  return {
    ...report,
    inserted: report.inserted + count('inserted'),
    decided: report.decided + count('decided'),
    toLookUp: report.toLookUp + count('toLookUp'),
    unreadableOrders: [...report.unreadableOrders, ...textsOf('unreadableOrders')],
    oddRows: [...new Set([...report.oddRows, ...textsOf('oddRows')])],
  };
}

/** Of each payment the event of the highest rank: they are written at once, and none may replace it. */
const strongest = (events: readonly PaymentEvent[]): readonly PaymentEvent[] => {
  const lowestFirst = events.toSorted((one, other) => PAYMENT_RANK[one.state] - PAYMENT_RANK[other.state]);
  return [...new Map(lowestFirst.map((event) => [event.orderEventId, event])).values()];
};

async function* chunksOf<One>(all: AsyncIterable<One>): AsyncGenerator<readonly One[]> {
  let chunk: One[] = [];
  for await (const one of all) {
    chunk.push(one);
    if (chunk.length < AT_ONCE) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

const Named = z.object({ orderId: z.string() });

const nameOf = (candidate: unknown) => {
  const named = z.safeParse(Named, candidate);
  return named.success ? named.data.orderId : 'an order without an id';
};
