import * as z from 'zod/mini';
import { OrderPlaced } from '../contracts/order-placed.ts';
import type { OrderRow } from '../contracts/order-row.ts';

export interface FindOrderStore {
  find(orderId: string): Promise<OrderRow | undefined>;
}

export interface FindOrderDeps {
  readonly orders: FindOrderStore;
}

export type FindOrder = ReturnType<typeof findOrder>;

/** A tenant's own order; another tenant's is not there. The table is asked for order ids only: it rejects a key over 2 KB. */
export function findOrder({ orders }: FindOrderDeps) {
  return async ({ tenant, orderId }: { readonly tenant: string; readonly orderId: string }) => {
    if (!z.safeParse(OrderPlaced.shape.orderId, orderId).success) return undefined;
    const order = await orders.find(orderId);
    return order?.tenant === tenant ? order : undefined;
  };
}
