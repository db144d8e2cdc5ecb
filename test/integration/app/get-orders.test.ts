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

  it('answers 304 with the ETag on If-None-Match with a list that holds it', async () => {
    const orderId = await orders.place();
    await orders.waitForStatus(orderId, 'PAID');
    const etag = (await orders.get(orderId)).headers.get('etag') ?? '';

    const answer = await orders.get(orderId, { 'if-none-match': `"0", W/${etag}` });

    expect(answer).toMatchObject({ status: 304, body: undefined });
    expect(answer.headers.get('etag')).toBe(etag);
  });

  it.each(['ord_0000000000000000000000', '%00', '..%2fhealth'])(
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

describe('what API Gateway answers by itself', () => {
  it('is 401 with its own body for a bad token', async () => {
    const authorization = 'Bearer nonsense';

    const answers = [
      await orders.post(anOrderRequest(), { authorization }),
      await orders.get('ord_0000000000000000000000', { authorization }),
    ];

    expect(answers).toMatchObject([unauthorized, unauthorized]);
  });

  it.each([
    ['/health', { status: 'ok' }],
    ['/openapi.json', { openapi: '3.1.0' }],
    ['/asyncapi.json', { asyncapi: '3.0.0' }],
  ])('is no 401 for %s, which asks for no token', async (path, body) => {
    const headers = { authorization: 'Bearer nonsense' };

    expect(await orders.call(path, { headers })).toMatchObject({ status: 200, body });
  });

  it('is 404 with its own body for an unknown route', async () => {
    expect(await orders.call('/orders')).toMatchObject({ status: 404, body: { message: 'Not Found' } });
  });
});

const unauthorized = { status: 401, body: { message: 'Unauthorized' } };
