import type { OrderRow } from '../contracts/order-row.ts';

export interface FindOrderStore {
  find(orderId: string): Promise<OrderRow | undefined>;
}

export interface FindOrderDeps {
  readonly orders: FindOrderStore;
}

export type FindOrder = ReturnType<typeof findOrder>;

/** A tenant's own order; another tenant's is not there. */
export function findOrder({ orders }: FindOrderDeps) {
  return async ({ tenant, orderId }: { readonly tenant: string; readonly orderId: string }) => {
    const order = await orders.find(orderId);
    return order?.tenant === tenant ? order : undefined;
  };
}
