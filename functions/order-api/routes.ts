import { json, type Route } from '../platform/http-route.ts';
import { Problem } from '../platform/problem.ts';
import { type GetOrderDeps, getOrder } from './get-order.ts';
import { openApi } from './openapi.ts';
import { type PostOrderDeps, postOrder } from './post-order.ts';

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
