import type { GatewayLedger } from '../functions/auditor/audit-sources.ts';
import type { AuditedIntent } from '../functions/auditor/order-evidence.ts';
import { ORDER_PLACED } from '../functions/contracts/order-placed.ts';
import type { OrderRow } from '../functions/contracts/order-row.ts';
import type { PaymentRow } from '../functions/contracts/payment-row.ts';
import { batchesOf } from '../functions/platform/dynamo.ts';
import { isToLookUp, NotStopped, OWNER, type RestoredRows, type RowChange } from './rebuilt-row.ts';

export interface LookUpIntentsDeps {
  readonly rows: Pick<RestoredRows, 'find' | 'change'>;
  /** Lists what the gateway holds, by a key of the account and mode that the payments are in. */
  readonly intents: GatewayLedger['intents'];
  readonly now: () => Date;
}

export interface LookUpReport {
  /** Rows that name their intent now. */
  readonly found: number;
  /** Rows of which the gateway holds none that could capture: their next attempt creates one. */
  readonly withoutIntent: number;
  /** Rows of which it holds several, or one that is not as it was asked for: their next attempt lists them again. */
  readonly left: number;
}

/** How far the gateway's clock may be from ours, in milliseconds. */
const CLOCK_ERROR = 300_000;
const AT_ONCE = 25;

/**
 * Finds the intents of rebuilt rows in one list of the account. An attempt lists them by itself, once for each row: where there is
 * traffic, such a list is too long for it. Nobody may make payments meanwhile: then the list is complete, and whatever is created
 * after it is recorded before it is confirmed.
 */
export function lookUpIntents({ rows, intents, now }: LookUpIntentsDeps) {
  return async ({ eventIds, first }: UndecidedOrders): Promise<LookUpReport> => {
    const report = { found: 0, withoutIntent: 0, left: 0 };
    if (eventIds.size === 0) return report;
    const found = new Map<string, AuditedIntent[]>();
    const until = now().getTime() + CLOCK_ERROR;
    await intents({ from: first() - CLOCK_ERROR, until }, (intent) => {
      const of = paymentOf(intent, eventIds);
      if (of === undefined || intent.status === 'canceled') return;
      const own = found.get(of) ?? [];
      // A list may show an intent twice, at the ends of two of its parts.
      if (own.every(({ id }) => id !== intent.id)) found.set(of, [...own, intent]);
    });
    const record = recordIn(rows);
    for (const batch of batchesOf([...eventIds], AT_ONCE)) {
      const results = await Promise.all(batch.map((eventId) => record(eventId, found.get(eventId) ?? [])));
      for (const result of results) if (result !== undefined) report[result] += 1;
    }
    return report;
  };
}

/** One that a person made for an order names no event, and may have its money all the same. */
const paymentOf = ({ eventId = '', orderId = '' }: AuditedIntent, eventIds: ReadonlySet<string>) =>
  [eventId, ORDER_PLACED.eventId(orderId)].find((named) => eventIds.has(named));

/** The orders whose payment is not decided, as far as they know. */
export interface UndecidedOrders {
  readonly eventIds: ReadonlySet<string>;
  /** When the first of them was placed, in milliseconds since the epoch; none of their intents is older. */
  readonly first: () => number;
}

export function undecidedOrders(): UndecidedOrders & { add(order: OrderRow): void } {
  const eventIds = new Set<string>();
  let first = Number.POSITIVE_INFINITY;
  return {
    eventIds,
    first: () => first,
    add({ orderId, placedAt, payment }) {
      if (payment !== undefined && payment.state !== 'IN_REVIEW') return;
      eventIds.add(ORDER_PLACED.eventId(orderId));
      first = Math.min(first, Date.parse(placedAt));
    },
  };
}

/** Writes what was found onto a row that still has to be looked up. */
const recordIn =
  (rows: LookUpIntentsDeps['rows']) =>
  async (eventId: string, own: readonly AuditedIntent[]): Promise<keyof LookUpReport | undefined> => {
    const row = await rows.find(eventId);
    if (row === undefined || row === 'unreadable' || !isToLookUp(row)) return undefined;
    const change = changeOf(row, own);
    if (change === undefined) return 'left';
    if (!(await rows.change(row, change))) throw new NotStopped(row.orderId);
    return change.intentId === undefined ? 'withoutIntent' : 'found';
  };

function changeOf(row: PaymentRow, [one, ...others]: readonly AuditedIntent[]): RowChange | undefined {
  if (one === undefined) return KNOWN;
  return others.length === 0 && isAsAskedFor(one, row) ? { ...KNOWN, intentId: one.id } : undefined;
}

const KNOWN = { owner: OWNER, intentsUnknown: false } as const;

const isAsAskedFor = ({ eventId, orderId, amount, currency }: AuditedIntent, row: PaymentRow) =>
  eventId === row.eventId && orderId === row.orderId && amount === row.amount && currency === row.currency;
