import { describe, expect, it } from 'vitest';
import { httpRouter } from '../../../../lambda-local/http/http-api.ts';

const routeOf = (routeKey: string) => ({ routeKey, functionName: 'a-function', authorized: false });
const routes = ['POST /orders', 'GET /orders/{orderId}', 'GET /openapi.json', 'GET /a/{b}/c/{d}'].map(routeOf);
const find = httpRouter(routes);

describe('finding the route of a request', () => {
  it.each([
    { url: 'POST /orders', routeKey: 'POST /orders', pathParameters: {} },
    { url: 'POST /orders?dry=1', routeKey: 'POST /orders', pathParameters: {} },
    { url: 'GET /orders/ord_1', routeKey: 'GET /orders/{orderId}', pathParameters: { orderId: 'ord_1' } },
    { url: 'GET /orders/a%20b%2Fc', routeKey: 'GET /orders/{orderId}', pathParameters: { orderId: 'a b/c' } },
    { url: 'GET /orders/ord_1&y', routeKey: 'GET /orders/{orderId}', pathParameters: { orderId: 'ord_1&y' } },
    { url: 'GET /orders/a+b=c', routeKey: 'GET /orders/{orderId}', pathParameters: { orderId: 'a+b=c' } },
    { url: 'GET /orders/%zz', routeKey: 'GET /orders/{orderId}', pathParameters: { orderId: '%zz' } },
    { url: 'GET /a/1/c/2', routeKey: 'GET /a/{b}/c/{d}', pathParameters: { b: '1', d: '2' } },
  ])('$url is $routeKey', ({ url: request, routeKey, pathParameters }) => {
    const [method, url] = request.split(/ (.*)/);
    expect(find({ method, url })).toEqual({ route: routeOf(routeKey), pathParameters });
  });

  it.each([
    ['GET', '/orders'],
    ['post', '/orders'],
    ['XPOST', '/orders'],
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
