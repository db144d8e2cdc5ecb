import { type OrderCancellation, type OrderRow, STATUS_RANK } from '../contracts/order-row.ts';
import type { FindOrder } from './get-order.ts';

export interface CancellationStore {
  /**
   * Adds the cancellation, and its event to the outbox, to an order whose status and outbox are as they were seen, and puts it into
   * the index of open orders, all in one write. Answers the order as it is after it, or that another write came in between.
   */
  cancel(seen: OrderRow, cancellation: OrderCancellation): Promise<OrderRow | 'changed'>;
}

export interface CancelOrderDeps {
  readonly orders: CancellationStore;
  readonly find: FindOrder;
  readonly now: () => Date;
}

export interface CancelCommand {
  readonly tenant: string;
  readonly orderId: string;
  readonly traceparent: string;
}

export interface CancelledOrder {
  /** `nothing-to-cancel`: the order was declined, so nothing will be charged. */
  readonly kind: 'requested' | 'replayed' | 'nothing-to-cancel';
  readonly order: OrderRow;
}

export type CancelOrder = ReturnType<typeof cancelOrder>;

const MOST_TRIES = 5;

/** Saves the wish to cancel an order and the intent to publish it in ONE conditional write. Undefined where there is no such order. */
export function cancelOrder({ orders, find, now }: CancelOrderDeps) {
  return async ({ tenant, orderId, traceparent }: CancelCommand): Promise<CancelledOrder | undefined> => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const seen = await find({ tenant, orderId });
      if (seen === undefined) return undefined;
      const kind = kindOf(seen, traceparent);
      if (kind !== undefined) return { kind, order: seen };
      const sequence = (seen.sequence ?? 1) + 1;
      const order = await orders.cancel(seen, { sequence, requestedAt: now().toISOString(), traceparent });
      if (order !== 'changed') return { kind: 'requested', order };
    }
    throw new Error(`order ${orderId} changed ${MOST_TRIES} times while it was being cancelled`);
  };
}

/** Undefined where the order is still to be cancelled. */
function kindOf({ cancellation, status }: OrderRow, traceparent: string): CancelledOrder['kind'] | undefined {
  // The same span: the SDK's own retry met the write whose answer was lost.
  if (cancellation !== undefined) return cancellation.traceparent === traceparent ? 'requested' : 'replayed';
  return status === 'PAID' || STATUS_RANK[status] < STATUS_RANK.PAID ? undefined : 'nothing-to-cancel';
}
