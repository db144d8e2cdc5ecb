import { describe, expect, it } from 'vitest';
import { httpRouter } from '../../../../local/http/router.ts';

const routeOf = (routeKey: string) => ({ routeKey, functionName: 'a-function', authorized: false });
const routes = ['POST /orders', 'GET /orders/{orderId}', 'GET /openapi.json', 'GET /a/{b}/c/{d}'].map(routeOf);
const find = httpRouter(routes);

describe('finding the route of a request', () => {
  it.each([
    ['POST', '/orders', 'POST /orders', {}],
    ['POST', '/orders?dry=1', 'POST /orders', {}],
    ['GET', '/orders/ord_1', 'GET /orders/{orderId}', { orderId: 'ord_1' }],
    ['GET', '/orders/a%20b%2Fc', 'GET /orders/{orderId}', { orderId: 'a b/c' }],
    ['GET', '/orders/%zz', 'GET /orders/{orderId}', { orderId: '%zz' }],
    ['GET', '/a/1/c/2', 'GET /a/{b}/c/{d}', { b: '1', d: '2' }],
  ])('%s %s is %s', (method, url, routeKey, pathParameters) => {
    expect(find({ method, url })).toEqual({ route: routeOf(routeKey), pathParameters });
  });

  it.each([
    ['GET', '/orders'],
    ['post', '/orders'],
    ['POST', '/orders/'],
    ['GET', '/orders/'],
    ['GET', '/orders/a/b'],
    ['GET', '/openapiXjson'],
    ['GET', '/x/openapi.json'],
  ])('%s %s is none', (method, url) => {
    expect(find({ method, url })).toBe(undefined);
  });

  it('is $default where there is one and nothing else matches', () => {
    const withDefault = httpRouter([routeOf('$default'), routeOf('GET /health')]);

    expect(withDefault({ method: 'PUT', url: '/x' })).toEqual({ route: routeOf('$default'), pathParameters: {} });
    expect(withDefault({ method: 'GET', url: '/health' })?.route.routeKey).toBe('GET /health');
  });
});
