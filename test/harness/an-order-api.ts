import { cancelOrder } from '../../functions/order-api/cancel-order.ts';
import { findOrder } from '../../functions/order-api/get-order.ts';
import { orderRoutes } from '../../functions/order-api/order-routes.ts';
import { placeOrder } from '../../functions/order-api/place-order.ts';
import { inMemoryOrders } from '../doubles/in-memory-orders.ts';
import { PLACED_AT } from '../doubles/order-builders.ts';
import { defaultRouteEvent } from './http-server.ts';

/** The routes of order-api over orders in memory. */
export function anOrderApi() {
  const { rows, store } = inMemoryOrders();
  const now = () => new Date(PLACED_AT);
  const find = findOrder({ orders: store });
  const route = orderRoutes({
    place: placeOrder({ orders: store, now }),
    cancel: cancelOrder({ orders: store, find, now }),
    find,
    tenantClaim: 'tenant',
  });
  return { rows, route };
}

interface Request {
  readonly tenant?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly orderId?: string;
}

/** The event of a request that API Gateway let through for the tenant. */
export function anOrderApiEvent(routeKey: string, { tenant = 'local', headers = {}, body, orderId }: Request = {}) {
  const [method = '', path = ''] = routeKey.split(' ');
  const event = defaultRouteEvent({ method, path, query: '', headers, body: '' });
  return {
    ...event,
    routeKey,
    body: JSON.stringify(body),
    isBase64Encoded: false,
    ...(orderId === undefined ? {} : { pathParameters: { orderId } }),
    requestContext: { ...event.requestContext, authorizer: { jwt: { claims: { tenant }, scopes: [] } } },
  };
}
