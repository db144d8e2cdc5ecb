import { json, Problem, type Route } from '../platform/http-route.ts';
import { logger, measure } from '../platform/telemetry.ts';
import { type GetOrderDeps, getOrder, orderResource } from './get-order.ts';
import { readBody, readIdempotencyKey, tenantOf } from './http-request.ts';
import { openApi } from './openapi.ts';
import { readOrderRequest } from './order-request.ts';
import type { PlaceOrder } from './place-order.ts';

/** The routes by the keys that API Gateway knows them under. */
export function orderRoutes(deps: PostOrderDeps & GetOrderDeps): Route {
  const routes: Readonly<Record<string, Route>> = {
    'POST /orders': postOrder(deps),
    'GET /orders/{orderId}': getOrder(deps),
    'GET /openapi.json': async () => json(200, openApi()),
    'GET /health': async () => json(200, { status: 'ok' }),
  };
  return async (event) => {
    const route = routes[event.routeKey];
    if (route === undefined) throw new Problem({ status: 404, type: 'no-route', title: `No route ${event.routeKey}.` });
    return route(event);
  };
}

interface PostOrderDeps {
  readonly place: PlaceOrder;
  readonly tenantClaim: string;
}

/** `POST /orders`: 202 with the order, also when the same key and body come again. */
function postOrder({ place, tenantClaim }: PostOrderDeps): Route {
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
