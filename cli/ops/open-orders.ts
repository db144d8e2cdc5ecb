import { isCancelLost, isInReview, type Snapshot } from '../../functions/reconciler/classify-order.ts';
import { dynamoOpenOrders } from '../../functions/reconciler/dynamo-open-orders.ts';
import { OPEN_SHARDS, type UnreadableRow } from '../../functions/reconciler/walk-open-orders.ts';
import type { System } from './system.ts';

export interface OpenOrdersFound {
  /** Oldest first. */
  readonly open: readonly Snapshot[];
  readonly unreadable: readonly UnreadableRow[];
}

/** The part of a system that knows its orders. */
export interface WhereOrdersAre extends Pick<System, 'dynamo'> {
  readonly outputs: Pick<System['outputs'], 'OrdersTable' | 'PaymentDedupTable'>;
}

/** Every order that is not final, with its payment, from the index: at a cost in proportion to what is open. */
export async function readOpenOrders({ dynamo, outputs }: WhereOrdersAre): Promise<OpenOrdersFound> {
  const index = dynamoOpenOrders({ dynamo, orders: outputs.OrdersTable, payments: outputs.PaymentDedupTable });
  const open: Snapshot[] = [];
  const unreadable: UnreadableRow[] = [];
  for (const shard of OPEN_SHARDS) {
    let place: string | undefined;
    do {
      const page = await index.page(shard, place);
      open.push(...page.orders.filter((found) => found.kind === 'readable'));
      unreadable.push(...page.orders.filter((found) => found.kind === 'unreadable'));
      place = page.next;
    } while (place !== undefined);
  }
  return { open: open.sort((a, b) => a.order.placedAt.localeCompare(b.order.placedAt)), unreadable };
}

/** Why an order is open: the first that holds. */
const REASONS: readonly (readonly [string, (snapshot: Snapshot) => boolean])[] = [
  ["its event can't be published", ({ order }) => order.publishFailure !== undefined],
  ['its payment event can not be published', ({ payment }) => payment?.publishFailure !== undefined],
  ['in review', isInReview],
  ['not published yet', ({ order }) => order.outbox !== undefined],
  ['not charged yet', ({ payment }) => payment === undefined],
  ['to be cancelled: its payment does not know yet', ({ order, payment }) => !!payment && isCancelLost(order, payment)],
  ['to be refunded: payment-retrier does it', ({ payment }) => payment?.state === 'REFUND_DUE'],
  ['parked: payment-retrier tries it again', ({ payment }) => payment?.dueAt !== undefined],
  ['being charged', ({ payment }) => payment?.state === 'CHARGING'],
  ['decided, its status is under way', () => true],
];

/** Whether nothing but a person's decision brings the order further. */
export const needsAPerson = (snapshot: Snapshot) => REASONS.slice(0, 3).some(([, isSo]) => isSo(snapshot));

/** How many orders are open, by why. */
export const countReasons = (open: readonly Snapshot[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...Map.groupBy(open, (snapshot) => REASONS.find(([, isSo]) => isSo(snapshot))?.[0] ?? '')].map(
      ([reason, same]) => [reason, same.length],
    ),
  );
