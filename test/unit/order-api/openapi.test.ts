import { describe, expect, it } from 'vitest';
import { GATEWAY_CURRENCIES } from '../../../functions/contracts/money.ts';
import { OrderLine } from '../../../functions/contracts/order-placed.ts';
import { OrderResource, orderResource } from '../../../functions/order-api/get-order.ts';
import { readIdempotencyKey } from '../../../functions/order-api/http-request.ts';
import { openApi } from '../../../functions/order-api/openapi.ts';
import { OrderRequest } from '../../../functions/order-api/order-request.ts';
import { orderRoutes } from '../../../functions/order-api/order-routes.ts';
import { Problem } from '../../../functions/platform/http-route.ts';
import { anOrderRequest, anOrderRow } from '../../doubles/order-builders.ts';
import { anOrderApi, anOrderApiEvent } from '../../harness/an-order-api.ts';
import { defaultRouteEvent } from '../../harness/http-server.ts';

const document = JSON.parse(JSON.stringify(openApi()));
const documented = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
);

/** Whether the function knows a route, whatever it answers to it. */
async function isRouted(routeKey: string): Promise<boolean> {
  const unreachable = () => Promise.reject(new Error('not in this test'));
  const route = orderRoutes({ place: unreachable, cancel: unreachable, find: unreachable, tenantClaim: 'tenant' });
  const event = { ...defaultRouteEvent({ method: 'GET', path: '/', query: '', headers: {}, body: '' }), routeKey };
  const answer: unknown = await route(event).catch((error: unknown) => error);
  return !(answer instanceof Problem && answer.type === 'no-route');
}

describe('describe the API', () => {
  it('documents the routes that API Gateway forwards, and the function answers each', async () => {
    expect(documented.sort()).toEqual([
      'GET /asyncapi.json',
      'GET /health',
      'GET /openapi.json',
      'GET /orders/{orderId}',
      'POST /orders',
      'POST /orders/{orderId}/cancel',
    ]);
    for (const route of documented) expect(await isRouted(route)).toBe(true);
    expect(await isRouted('GET /orders')).toBe(false);
  });

  it('serves the document', async () => {
    const event = defaultRouteEvent({ method: 'GET', path: '/openapi.json', query: '', headers: {}, body: '' });
    const unreachable = () => Promise.reject(new Error('not in this test'));
    const route = orderRoutes({ place: unreachable, cancel: unreachable, find: unreachable, tenantClaim: 'tenant' });

    const { body } = await route({ ...event, routeKey: 'GET /openapi.json' });

    expect(JSON.parse(body ?? '')).toEqual(document);
    expect(document.openapi).toBe('3.1.0');
  });

  it('documents the fields that a request is validated by, which of them are optional, and no other', () => {
    const { properties, required, additionalProperties } = document.components.schemas.OrderRequest;

    expect(Object.keys(properties)).toEqual(Object.keys(OrderRequest.shape));
    expect(Object.keys(properties).filter((field) => !required.includes(field))).toEqual(['gatewayCustomer']);
    for (const field of Object.keys(properties)) {
      const body = { ...anOrderRequest({ gatewayCustomer: 'cus_1' }), [field]: undefined };
      expect(OrderRequest.safeParse(body).success, field).toBe(!required.includes(field));
    }
    expect(additionalProperties).toBe(false);
    expect(Object.keys(properties.lines.items.properties)).toEqual(Object.keys(OrderLine.shape));
  });

  it('lists the currencies that the gateway takes, and says what amounts are counted in', () => {
    const { currency, lines } = document.components.schemas.OrderRequest.properties;

    expect(new Set(currency.enum)).toEqual(new Set(GATEWAY_CURRENCIES.keys()));
    expect(lines.items.properties.unitAmount).toEqual({
      type: 'integer',
      minimum: 0,
      maximum: 999_999_999_999,
      description: expect.stringContaining('Minor units'),
    });
  });

  it('lists what each route may answer, also where API Gateway does', () => {
    const listed = (path: string, method: string) => Object.keys(document.paths[path][method].responses);

    expect(listed('/orders', 'post')).toEqual(['202', '400', '401', '403', '413', '415', '422', '429', '500', '503']);
    expect(listed('/orders/{orderId}', 'get')).toEqual(['200', '304', '401', '403', '404', '429', '500', '503']);
    expect(listed('/health', 'get')).toEqual(['200', '429', '500', '503']);
  });

  it('names both ways to be known, one of which a stage has', () => {
    expect(document.security).toEqual([{ bearer: [] }, { iam: [] }]);
    expect(document.components.securitySchemes).toMatchObject({
      bearer: { scheme: 'bearer' },
      iam: { in: 'header', name: 'Authorization', 'x-amazon-apigateway-authtype': 'awsSigv4' },
    });
  });

  it('answers 401, the key, the type, the size and the body in the order that it describes', async () => {
    const { route } = anOrderApi();
    const event = anOrderApiEvent('POST /orders');
    const key = { 'idempotency-key': 'k' };
    const json = { ...key, 'content-type': 'application/json' };
    const large = 'x'.repeat(20_000);
    const statusOf = (request: typeof event) => route(request).catch((error: unknown) => Object(error).status);

    expect(await statusOf({ ...anOrderApiEvent('POST /orders', { tenant: '' }), body: large })).toBe(401);
    expect(await statusOf({ ...event, body: large })).toBe(400);
    expect(await statusOf({ ...event, headers: key, body: large })).toBe(415);
    expect(await statusOf({ ...event, headers: json, body: large })).toBe(413);
    expect(await statusOf({ ...event, headers: json, body: 'x' })).toBe(400);
    expect(await statusOf({ ...event, headers: json, body: '{}' })).toBe(422);
  });

  it.each(['k', '~ !', 'k'.repeat(255), '', ' ', '""', 'k'.repeat(256), 'ké', 'k\u00011'])(
    'documents the keys that are read: %j',
    (key) => {
      const [{ schema }] = document.paths['/orders'].post.parameters;
      const isDocumented =
        new RegExp(schema.pattern).test(key) && key.length >= schema.minLength && key.length <= schema.maxLength;

      const read = () => readIdempotencyKey(key);

      if (isDocumented) expect(read()).toBe(key);
      else expect(read).toThrow(Problem);
    },
  );

  it('documents the fields that an order is answered with', () => {
    const { properties } = document.components.schemas.Order;

    expect(Object.keys(properties)).toEqual(Object.keys(orderResource(anOrderRow())));
    expect(OrderResource.safeParse(orderResource(anOrderRow())).success).toBe(true);
  });

  it('gives an example of an order that is accepted, and says how its id leads to the order', async () => {
    const { parameters, requestBody, responses } = document.paths['/orders'].post;
    const { route } = anOrderApi();
    const body = requestBody.content['application/json'].example;
    const headers = { 'content-type': 'application/json', 'idempotency-key': parameters[0].example };

    const placed = await route(anOrderApiEvent('POST /orders', { headers, body }));

    expect(placed.statusCode).toBe(202);
    const { operationId, parameters: linked } = responses[202].links.order;
    expect(operationId).toBe(document.paths['/orders/{orderId}'].get.operationId);
    expect(linked).toEqual({ orderId: '$response.body#/orderId' });
    expect(JSON.parse(placed.body ?? '').orderId).toMatch(
      new RegExp(document.paths['/orders/{orderId}'].get.parameters[0].schema.pattern),
    );
  });

  it('names no surrogates in a pattern, which tools in other languages then drop', () => {
    const patterns = [...JSON.stringify(document).matchAll(/"pattern":"([^"]*)"/g)].map(([, pattern]) => pattern);

    expect(patterns.length).toBeGreaterThan(5);
    expect(patterns.filter((pattern) => /\\ud[89a-f]|\\p\{/i.test(pattern ?? ''))).toEqual([]);
  });

  it('resolves every reference', () => {
    const references = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);

    expect(new Set(references)).toEqual(new Set(Object.keys(document.components.schemas)));
  });
});
