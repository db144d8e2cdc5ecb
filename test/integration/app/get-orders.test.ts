import { describe, expect, inject, it } from 'vitest';
import { anOrderRequest } from '../../doubles/order-builders.ts';
import { ordersClient } from '../../harness/orders-client.ts';

const app = inject('app');
const orders = ordersClient(app);

describe('GET /orders/{orderId}', () => {
  it('answers 200 with an ETag that changes with the order', async () => {
    const orderId = await orders.place();
    const paid = await orders.waitForStatus(orderId, 'PAID');

    const { status, headers, body } = await orders.get(orderId);

    expect(status).toBe(200);
    expect(headers.get('etag')).toBe(`"${paid.version}"`);
    expect(body).toEqual(paid);
    expect(paid.version).toBeGreaterThan(1);
  });

  it.each([
    ['the tag', (tag: string) => tag],
    ['a weak tag', (tag: string) => `W/${tag}`],
    ['a list with the tag', (tag: string) => `"0", ${tag}`],
    ['*', () => '*'],
  ])('answers 304 on If-None-Match with %s', async (_, condition) => {
    const orderId = await orders.place();
    await orders.waitForStatus(orderId, 'PAID');
    const etag = (await orders.get(orderId)).headers.get('etag') ?? '';

    const answer = await orders.get(orderId, { 'if-none-match': condition(etag) });

    expect(answer).toMatchObject({ status: 304, body: undefined });
    expect(answer.headers.get('etag')).toBe(etag);
  });

  it('answers 200 on If-None-Match with an older tag', async () => {
    const orderId = await orders.place();
    await orders.waitForStatus(orderId, 'PAID');

    expect((await orders.get(orderId, { 'if-none-match': '"1"' })).status).toBe(200);
  });

  it.each(['ord_0000000000000000000000', 'ord_', '%00', '..%2fhealth', 'x'.repeat(1_000)])(
    'answers 404 for an order that is not there: %s',
    async (orderId) => {
      expect(await orders.get(orderId)).toMatchObject({
        status: 404,
        body: { type: 'https://chargeonce.dev/problems/no-order', traceId: expect.any(String) },
      });
    },
  );

  it("answers 404 for another tenant's order, as for one that is not there", async () => {
    const acme = await orders.bearer('acme');
    const { body: own } = await orders.post(anOrderRequest(), acme);
    expect((await orders.get(own.orderId, acme)).body.orderId).toBe(own.orderId);

    const { status, body } = await orders.get(own.orderId);

    const { body: missing } = await orders.get('ord_0000000000000000000000');
    expect(status).toBe(404);
    expect(body).toEqual({ ...missing, traceId: expect.any(String) });
  });
});

describe('GET /openapi.json', () => {
  it('answers 200 with an OpenAPI 3.1 description of every route', async () => {
    const { status, body } = await orders.call('/openapi.json');

    expect({ status, body }).toMatchObject({ status: 200, body: { openapi: '3.1.0' } });
    expect(Object.keys(Object(body).paths)).toEqual(['/orders', '/orders/{orderId}', '/openapi.json', '/health']);
  });
});

describe('GET /health', () => {
  it('answers 200', async () => {
    expect(await orders.call('/health')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });
});

describe('what API Gateway answers by itself', () => {
  it.each(['Bearer nonsense', 'Bearer ', 'Basic YTpi', 'Bearer eyJhbGciOiJub25lIn0.eyJ0ZW5hbnQiOiJhY21lIn0.'])(
    'is 401 with its own body for the bad token %s',
    async (authorization) => {
      const answers = [
        await orders.post(anOrderRequest(), { authorization }),
        await orders.get('ord_0000000000000000000000', { authorization }),
      ];

      expect(answers).toMatchObject([unauthorized, unauthorized]);
    },
  );

  it.each(['/health', '/openapi.json'])('is no 401 for %s, which asks for no token', async (path) => {
    expect((await orders.call(path, { headers: { authorization: 'Bearer nonsense' } })).status).toBe(200);
  });

  it.each([
    ['GET', '/orders'],
    ['DELETE', '/orders/ord_1'],
    ['GET', '/'],
    ['GET', '/orders/ord_1/lines'],
    ['POST', '/health'],
  ])('is 404 with its own body for the unknown route %s %s', async (method, path) => {
    expect(await orders.call(path, { method })).toMatchObject({ status: 404, body: { message: 'Not Found' } });
  });
});

const unauthorized = { status: 401, body: { message: 'Unauthorized' } };
