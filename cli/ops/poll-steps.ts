import * as z from 'zod/mini';
import type { PageCursor } from '../../functions/contracts/operator-request.ts';
import { OrderPlaced } from '../../functions/contracts/order-placed.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import { type OrderStep, rowProgress } from '../../local/order-progress.ts';

export interface PollStepsDeps {
  /** Orders whose status is not final. */
  readonly openIds: () => Promise<readonly string[]>;
  /** Where each partition of the topic of placed orders ends. */
  readonly ends: () => Promise<readonly { readonly partition: number; readonly end: number }[]>;
  /** The keys of the records in these spans. */
  readonly keysIn: (spans: PageCursor) => Promise<readonly string[]>;
  readonly readRows: (orderIds: readonly string[]) => Promise<readonly OrderRow[]>;
  readonly now: () => Date;
  readonly notify: (step: OrderStep) => void;
}

/**
 * Sees orders move by looking again and again: at the index of open orders, and at what the topic of placed orders has
 * gained. Each call is a look; the first one only takes note of what is there.
 */
export function pollSteps(deps: PollStepsDeps) {
  const since = deps.now().toISOString();
  let isFirst = true;
  let seen = new Map<number, number>();
  let followed = new Set<string>();
  const reported = new Set<string>();
  const notify = (step: OrderStep) => {
    if (!isFirst) deps.notify(step);
  };
  const notifyOfRow = rowProgress({ notify: [notify], now: deps.now });

  return async (): Promise<void> => {
    const gained = await newKeys();
    const ids = new Set([...followed, ...gained, ...(await deps.openIds())]);
    const rows = await deps.readRows([...ids]);
    for (const row of rows) {
      // A row that has changed since it was placed does not say by itself that its placing was not reported.
      if (row.version > 1 && isNew(row)) notify(placedStep(row));
      reported.add(row.orderId);
      notifyOfRow(row);
    }
    followed = new Set(rows.filter(({ openSince }) => openSince !== undefined).map(({ orderId }) => orderId));
    for (const orderId of reported) if (!followed.has(orderId)) reported.delete(orderId);
    isFirst = false;
  };

  /** A copy of an older order's event, and an order that is open once more, were placed before. */
  function isNew({ orderId, placedAt, requeues }: OrderRow): boolean {
    return !reported.has(orderId) && placedAt >= since && requeues === 0;
  }

  async function newKeys(): Promise<readonly string[]> {
    const ends = await deps.ends();
    const spans = ends
      .map(({ partition, end }) => ({ partition, next: seen.get(partition) ?? end, end }))
      .filter(({ next, end }) => next < end);
    const keys = spans.length > 0 ? await deps.keysIn(spans) : [];
    // Only now: what could not be read is read at the next look.
    seen = new Map(ends.map(({ partition, end }) => [partition, end]));
    // Whoever may write to the topic can give a record any key.
    return keys.filter((key) => z.safeParse(OrderPlaced.shape.orderId, key).success);
  }
}

const placedStep = ({ orderId, totalAmount, currency }: OrderRow): OrderStep => ({
  orderId,
  step: 'placed',
  detail: `${totalAmount} ${currency}`,
  after: 0,
});
