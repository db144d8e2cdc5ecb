import type { OrderRow } from '../contracts/order-row.ts';
import { json, Problem, type Route } from '../platform/http-route.ts';
import { logger, measure } from '../platform/telemetry.ts';
import type { CancelOrder } from './cancel-order.ts';
import { asyncApi } from './event-descriptions.ts';
import { type GetOrderDeps, getOrder, noOrder, orderResource } from './get-order.ts';
import { assertNoBody, readBody, readIdempotencyKey, tenantOf } from './http-request.ts';
import { openApi } from './openapi.ts';
import { readOrderRequest } from './order-request.ts';
import type { PlaceOrder } from './place-order.ts';

/** The routes by the keys that API Gateway knows them under. */
export function orderRoutes(deps: PostOrderDeps & PostCancellationDeps & GetOrderDeps): Route {
  const routes: Readonly<Record<string, Route>> = {
    'POST /orders': postOrder(deps),
    'POST /orders/{orderId}/cancel': postCancellation(deps),
    'GET /orders/{orderId}': getOrder(deps),
    'GET /openapi.json': async () => json(200, openApi()),
    'GET /asyncapi.json': async () => json(200, asyncApi()),
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
    return accepted(result.order, { isReplay: result.kind === 'replayed' });
  };
}

const accepted = (order: OrderRow, { isReplay }: { readonly isReplay: boolean }) =>
  json(202, orderResource(order), {
    location: `/orders/${order.orderId}`,
    ...(isReplay && { 'idempotent-replayed': 'true' }),
  });

interface PostCancellationDeps {
  readonly cancel: CancelOrder;
  readonly tenantClaim: string;
}

/** `POST /orders/{orderId}/cancel`: 202 with the order, however often it comes: an order is cancelled once, whatever the keys. */
function postCancellation({ cancel, tenantClaim }: PostCancellationDeps): Route {
  return async (event) => {
    const tenant = tenantOf(event.requestContext.authorizer, tenantClaim);
    readIdempotencyKey(event.headers['idempotency-key']);
    assertNoBody(event);
    const result = await cancel({
      tenant,
      orderId: event.pathParameters?.['orderId'] ?? '',
      traceparent: event.headers['traceparent'] ?? '',
    });
    if (result === undefined) throw noOrder();
    logger.appendKeys({ orderId: result.order.orderId, outcome: result.kind });
    if (result.kind === 'requested') measure('CancellationsRequested');
    return accepted(result.order, { isReplay: result.kind === 'replayed' });
  };
}

const keyReused = () =>
  new Problem({
    status: 422,
    type: 'idempotency-key-reused',
    title: 'This Idempotency-Key belongs to an order with another body; send a new key for a new order.',
  });
