import { OPEN_ORDERS } from '../contracts/order-row.ts';
import { withDeadline } from '../platform/deadline.ts';
import type { Snapshot } from './classify-order.ts';

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

export type Found = ({ readonly kind: 'readable' } & Snapshot) | UnreadableRow;

/** A row that nobody but a person can make sense of. */
export interface UnreadableRow {
  readonly kind: 'unreadable';
  readonly rowKey: string;
  readonly reason: string;
}

export interface WalkDeps {
  readonly openOrders: OpenOrders;
  readonly now: () => Date;
  /** The longest that calls which are under way at the deadline are waited for, in milliseconds. */
  readonly graceMs?: number;
}

interface Walk {
  readonly deadline: Date;
  /** Whether the order was seen to its end; false where no time was left for its write. Never rejects. */
  readonly visit: (found: Found) => Promise<boolean>;
  readonly failed: (what: string, error: unknown) => void;
}

/** As long as a client tries a call, and more. */
const GRACE_MS = 10_000;

const STOPPED = 'stopped';

/** The parts of the index, by their keys. */
export const OPEN_SHARDS = Array.from({ length: OPEN_ORDERS.shards }, (_, shard) => String(shard));

/** Visits the open orders, all shards at once; answers whether it has seen every one of them. */
export function walkOpenOrders({ openOrders, now, graceMs = GRACE_MS }: WalkDeps) {
  // Where the last walk ran out of time. The next goes on there: orders that stay open never hide younger ones.
  const stoppedAt = new Map<string, string>();

  /** Answers where to go on: at the same place where the time ended before each order of the page was seen to its end. */
  const visitPage = async (shard: string, place: string | undefined, { deadline, visit, failed }: Walk) => {
    const what = `shard ${shard} of the open orders`;
    const visitAll = async () => {
      const { orders, next } = await openOrders.page(shard, place);
      return (await Promise.all(orders.map(visit))).every(Boolean) ? { next } : STOPPED;
    };
    const left = deadline.getTime() - now().getTime();
    if (left <= 0) return STOPPED;
    try {
      return await withDeadline(visitAll(), left + graceMs, what);
    } catch (error) {
      if (now() < deadline) throw error;
      failed(what, error);
      return STOPPED;
    }
  };

  const walkShard = async (shard: string, walk: Walk): Promise<boolean> => {
    const begin = stoppedAt.get(shard);
    stoppedAt.delete(shard);
    let place = begin;
    do {
      const visited = await visitPage(shard, place, walk);
      if (visited === STOPPED) {
        if (place !== undefined) stoppedAt.set(shard, place);
        return false;
      }
      place = visited.next;
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
