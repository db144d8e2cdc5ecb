import type { OrderRow } from '../../../functions/contracts/order-row.ts';
import type { PaymentDecided } from '../../../functions/contracts/payment-decided.ts';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import { dueShardOf } from '../../../functions/payments/payment-rows.ts';
import { rebuildDedup } from '../../../operations/rebuild-dedup.ts';
import type { RestoredRows } from '../../../operations/rebuilt-row.ts';
import { inMemoryRestoredRows } from '../../doubles/in-memory-payment-operations.ts';
import { anOrderRow, orderIdOf, PLACED_AT, TRACEPARENT } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { at } from '../../harness/payments.ts';

const DAY = 86_400;
export const eventId = `${orderIdOf(1)}.order-placed.1`;
const receipt = { topic: 't', partition: 3, offset: 9, acknowledgedAt: at(1) };
const source = { topic: 't', partition: 3, offset: 9, timestamp: Date.parse(at(1)) };
export const captured = { state: 'CAPTURED', gatewayReference: 'pi_1', declineCode: null, decidedAt: at(2) } as const;
export const inReview = { ...captured, state: 'IN_REVIEW', gatewayReference: null } as const;
export const published = { receipt, outbox: undefined };
export const due = { dueAt: at(DAY), dueShard: dueShardOf(eventId) };

const { intentId: _, ...unsent } = aPaymentRow({ source });
/** A claim without an intent. */
export const claim: PaymentRow = unsent;
/** What every rebuilt row of the order has. */
export const rebuilt: PaymentRow = { ...claim, owner: 'rebuilt', leaseUntil: PLACED_AT };
export const toLookUp = { intentsUnknown: true, paymentMethod: 'pm_card_visa' };

async function* each<One>(all: readonly One[]) {
  yield* all;
}

/** A table that was restored a day after the orders were placed, with what it holds. */
export function aRebuilding(restored: readonly PaymentRow[] = [], differing: Partial<RestoredRows> = {}) {
  const rows = new Map(restored.map((row) => [row.eventId, row]));
  const reported: number[] = [];
  const rebuild = rebuildDedup({
    rows: { ...inMemoryRestoredRows(rows), ...differing },
    now: () => new Date(at(DAY)),
    progress: ({ orders, events }) => reported.push(orders + events),
  });
  return {
    rows,
    reported,
    rebuild: (orders: readonly unknown[], events: readonly PaymentDecided[] = []) =>
      rebuild({
        orders: each(orders),
        events: each(events.map((event) => ({ ...event, traceparent: TRACEPARENT }))),
      }),
  };
}

/** The row that an order has after the rebuild. */
export async function rowAfter(order: Partial<OrderRow>, { row, events = [] }: Restored = {}) {
  const { rows, rebuild } = aRebuilding(row ? [row] : []);
  await rebuild([anOrderRow(order)], events);
  return rows.get(eventId);
}

interface Restored {
  readonly row?: PaymentRow;
  readonly events?: readonly PaymentDecided[];
}
