import { OPEN_ORDERS } from '../contracts/order-row.ts';
import type { Sight } from './judge-order.ts';

/** The index of open orders, with the rows that it names. */
export interface OpenOrders {
  /** The next orders of a shard, oldest first, after the place that the page before named. */
  page(shard: string, after: string | undefined): Promise<OpenOrdersPage>;
}

export interface OpenOrdersPage {
  readonly orders: readonly Found[];
  /** Undefined at the end of the shard. */
  readonly next: string | undefined;
}

export type Found = ({ readonly kind: 'sight' } & Sight) | UnreadableRow;

/** A row that nobody but a person can make sense of. */
export interface UnreadableRow {
  readonly kind: 'unreadable';
  readonly rowKey: string;
  readonly reason: string;
}

export interface WalkDeps {
  readonly openOrders: OpenOrders;
  readonly now: () => Date;
}

interface Walk {
  readonly deadline: Date;
  /** Never rejects. */
  readonly visit: (found: Found) => Promise<void>;
  readonly failed: (what: string, error: unknown) => void;
}

/** The parts of the index, by their keys. */
export const OPEN_SHARDS = Array.from({ length: OPEN_ORDERS.shards }, (_, shard) => String(shard));

/** Visits the open orders, all shards at once; answers whether it has seen every one of them. */
export function walkOpenOrders({ openOrders, now }: WalkDeps) {
  // Where the last walk ran out of time. The next goes on there: orders that stay open never hide younger ones.
  const stoppedAt = new Map<string, string>();

  const walkShard = async (shard: string, { deadline, visit }: Walk): Promise<boolean> => {
    const begin = stoppedAt.get(shard);
    stoppedAt.delete(shard);
    let place = begin;
    do {
      if (now() >= deadline) {
        if (place !== undefined) stoppedAt.set(shard, place);
        return false;
      }
      const { orders, next } = await openOrders.page(shard, place);
      await Promise.all(orders.map(visit));
      place = next;
    } while (place !== undefined);
    return begin === undefined;
  };

  return async (walk: Walk): Promise<boolean> => {
    const seen = OPEN_SHARDS.map(async (shard) => {
      try {
        return await walkShard(shard, walk);
      } catch (error) {
        walk.failed(`shard ${shard} of the open orders`, error);
        return false;
      }
    });
    return (await Promise.all(seen)).every(Boolean);
  };
}
