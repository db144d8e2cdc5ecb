import { createHash } from 'node:crypto';
import { OPEN_ORDERS, type OrderRow } from '../contracts/order-row.ts';
import { shardOf } from '../platform/shard.ts';
import { type OrderRequest, totalOf } from './order-request.ts';

export interface OrderStore {
  /** Saves the order unless it is there; answers the row that is there already. */
  insert(row: OrderRow): Promise<OrderRow | undefined>;
}

export interface PlaceOrderDeps {
  readonly orders: OrderStore;
  readonly now: () => Date;
}

export interface OrderCommand {
  readonly tenant: string;
  readonly idempotencyKey: string;
  readonly request: OrderRequest;
  readonly traceparent: string;
}

export type PlaceOrder = ReturnType<typeof placeOrder>;

export type PlacedOrder =
  | { readonly kind: 'placed'; readonly order: OrderRow }
  | { readonly kind: 'replayed'; readonly order: OrderRow }
  | { readonly kind: 'key-reused' };

/** Saves the order and its intent to publish in ONE conditional write. */
export function placeOrder({ orders, now }: PlaceOrderDeps) {
  return async (command: OrderCommand): Promise<PlacedOrder> => {
    const order = newOrder(command, now());
    const existing = await orders.insert(order);
    // The same span: the SDK's own retry met the write whose answer was lost.
    if (existing === undefined || existing.traceparent === order.traceparent) return { kind: 'placed', order };
    return existing.requestHash === order.requestHash ? { kind: 'replayed', order: existing } : { kind: 'key-reused' };
  };
}

function newOrder({ tenant, idempotencyKey, request, traceparent }: OrderCommand, now: Date): OrderRow {
  const orderId = orderIdOf(tenant, idempotencyKey);
  const placedAt = now.toISOString();
  return {
    orderId,
    tenant,
    ...request,
    totalAmount: totalOf(request),
    status: 'PLACED',
    version: 1,
    placedAt,
    requestHash: hashOf(request),
    traceparent,
    requeues: 0,
    outbox: { requeues: 0, entries: { 1: { type: 'order-placed' } } },
    openShard: shardOf(orderId, OPEN_ORDERS.shards),
    openSince: placedAt,
  };
}

/** Base64url(SHA-256) of the request as JSON with sorted keys: white space and the order of fields make no other request. */
const hashOf = (request: OrderRequest) => createHash('sha256').update(canonicalJson(request)).digest('base64url');

/** A field that is absent is left out, so that a new optional field changes no hash of a request without it. */
const canonicalJson = (value: unknown) =>
  JSON.stringify(value, (_key, child: unknown) =>
    typeof child !== 'object' || child === null || Array.isArray(child)
      ? child
      : Object.fromEntries(Object.entries(child).sort(([a], [b]) => (a < b ? -1 : 1))),
  );

/** One (tenant, Idempotency-Key) is one order, for ever: nothing else goes into the id. */
export function orderIdOf(tenant: string, idempotencyKey: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([tenant, 'POST /orders', idempotencyKey]))
    .digest('base64url');
  return `ord_${digest.slice(0, 22)}`;
}
