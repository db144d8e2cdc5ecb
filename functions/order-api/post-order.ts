import { json, type Route } from '../platform/http-route.ts';
import { Problem } from '../platform/problem.ts';
import { logger, measure } from '../platform/telemetry.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import { readOrderRequest } from './order-request.ts';
import { orderResource } from './order-resource.ts';
import type { PlaceOrder } from './place-order.ts';
import { readBody } from './read-body.ts';
import { tenantOf } from './tenant.ts';

export interface PostOrderDeps {
  readonly place: PlaceOrder;
  readonly tenantClaim: string;
}

/** `POST /orders`: 202 with the order, also when the same key and body come again. */
export function postOrder({ place, tenantClaim }: PostOrderDeps): Route {
  return async (event) => {
    const result = await place({
      tenant: tenantOf(event.requestContext.authorizer, tenantClaim),
      idempotencyKey: readIdempotencyKey(event.headers['idempotency-key']),
      request: readOrderRequest(readBody(event)),
      traceparent: event.headers['traceparent'] ?? '',
    });
    if (result.kind === 'key-reused') throw keyReused();
    const { orderId } = result.order;
    logger.appendKeys({ orderId, outcome: result.kind });
    measure(result.kind === 'placed' ? 'OrdersPlaced' : 'OrdersReplayed');
    const replayed: Record<string, string> = result.kind === 'replayed' ? { 'idempotent-replayed': 'true' } : {};
    return json(202, orderResource(result.order), { location: `/orders/${orderId}`, ...replayed });
  };
}

const keyReused = () =>
  new Problem({
    status: 422,
    type: 'idempotency-key-reused',
    title: 'This Idempotency-Key belongs to an order with another body; send a new key for a new order.',
  });
