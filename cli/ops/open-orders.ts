import { dynamoOpenOrders } from '../../functions/reconciler/dynamo-open-orders.ts';
import type { Sight } from '../../functions/reconciler/judge-order.ts';
import { OPEN_SHARDS, type UnreadableRow } from '../../functions/reconciler/walk-open-orders.ts';
import type { System } from './system.ts';

export interface OpenOrdersFound {
  /** Oldest first. */
  readonly open: readonly Sight[];
  readonly unreadable: readonly UnreadableRow[];
}

/** Every order that is not final, with its payment, from the index: at a cost in proportion to what is open. */
export async function readOpenOrders({ dynamo, outputs }: System): Promise<OpenOrdersFound> {
  const index = dynamoOpenOrders({ dynamo, orders: outputs.OrdersTable, payments: outputs.PaymentDedupTable });
  const open: Sight[] = [];
  const unreadable: UnreadableRow[] = [];
  for (const shard of OPEN_SHARDS) {
    let place: string | undefined;
    do {
      const page = await index.page(shard, place);
      open.push(...page.orders.filter((found) => found.kind === 'sight'));
      unreadable.push(...page.orders.filter((found) => found.kind === 'unreadable'));
      place = page.next;
    } while (place !== undefined);
  }
  return { open: open.sort((a, b) => a.order.placedAt.localeCompare(b.order.placedAt)), unreadable };
}
