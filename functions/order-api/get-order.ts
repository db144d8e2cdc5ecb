import * as z from 'zod/mini';
import { Receipt } from '../contracts/cloud-event.ts';
import { ORDER_CANCELLED } from '../contracts/order-cancelled.ts';
import { ORDER_PLACED, OrderPlaced } from '../contracts/order-placed.ts';
import { type OrderCancellation, OrderPayment, OrderRow } from '../contracts/order-row.ts';
import { json, Problem, type Route } from '../platform/http-route.ts';
import { logger } from '../platform/telemetry.ts';
import { tenantOf } from './http-request.ts';

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

export interface GetOrderDeps {
  readonly find: FindOrder;
  readonly tenantClaim: string;
}

/** `GET /orders/{orderId}`: the order as it is now, 304 where the client has that version. */
export function getOrder({ find, tenantClaim }: GetOrderDeps): Route {
  return async (event) => {
    const orderId = event.pathParameters?.['orderId'] ?? '';
    const order = await find({ tenant: tenantOf(event.requestContext.authorizer, tenantClaim), orderId });
    if (order === undefined) throw noOrder();
    // Only now it is an id, and no longer whatever a client put into the path.
    logger.appendKeys({ orderId });
    const etag = `"${order.version}"`;
    return matches(event.headers['if-none-match'], etag)
      ? { statusCode: 304, headers: { etag } }
      : json(200, orderResource(order), { etag });
  };
}

export const noOrder = () => new Problem({ status: 404, type: 'no-order', title: 'There is no such order.' });

/** If-None-Match is a list of tags, compared weakly, or `*`. */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

const row = OrderRow.shape;

const EventResource = z.object({ id: z.string(), type: z.string(), receipt: z.nullable(Receipt) });

/** An order as a client sees it; `event.receipt` answers whether the message has reached the broker. */
export const OrderResource = z.object({
  orderId: row.orderId,
  status: row.status,
  customerId: row.customerId,
  currency: row.currency,
  totalAmount: row.totalAmount,
  lines: row.lines,
  placedAt: row.placedAt,
  version: row.version,
  event: EventResource,
  payment: z.nullable(OrderPayment),
  cancellation: z.nullable(z.object({ requestedAt: z.string(), event: EventResource })),
});

export const orderResource = (order: OrderRow): z.infer<typeof OrderResource> => ({
  orderId: order.orderId,
  status: order.status,
  customerId: order.customerId,
  currency: order.currency,
  totalAmount: order.totalAmount,
  lines: order.lines,
  placedAt: order.placedAt,
  version: order.version,
  event: { id: ORDER_PLACED.eventId(order.orderId), type: ORDER_PLACED.type, receipt: order.receipt ?? null },
  payment: order.payment ?? null,
  cancellation: order.cancellation ? cancellationResource(order, order.cancellation) : null,
});

const cancellationResource = ({ orderId, receipts }: OrderRow, { sequence, requestedAt }: OrderCancellation) => ({
  requestedAt,
  event: {
    id: ORDER_CANCELLED.eventId(orderId, sequence),
    type: ORDER_CANCELLED.type,
    receipt: receipts?.[sequence] ?? null,
  },
});
