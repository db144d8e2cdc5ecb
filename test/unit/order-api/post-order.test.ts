import { describe, expect, it } from 'vitest';
import { anOrderRequest, PLACED_AT, TRACEPARENT } from '../../doubles/order-builders.ts';
import { anOrderApi, anOrderApiEvent } from '../../harness/an-order-api.ts';
import { defaultRouteEvent } from '../../harness/http-server.ts';

const receipt = { topic: 'orders.order-placed.v1', partition: 2, offset: 7, acknowledgedAt: PLACED_AT };
const anonymous = defaultRouteEvent({ method: 'POST', path: '/orders', query: '', headers: {}, body: '' });

const aPost = (span = '00f067aa0ba902b7', body: unknown = anOrderRequest()) =>
  anOrderApiEvent('POST /orders', {
    headers: {
      'content-type': 'application/json',
      'idempotency-key': 'k1',
      traceparent: TRACEPARENT.replace('00f067aa0ba902b7', span),
    },
    body,
  });

describe('POST /orders', () => {
  it('answers 202 with the order and where it is', async () => {
    const { rows, route } = anOrderApi();

    const { statusCode, headers, body } = await route(aPost());

    const [orderId] = [...rows.keys()];
    expect({ statusCode, headers }).toEqual({
      statusCode: 202,
      headers: { 'content-type': 'application/json', location: `/orders/${orderId}` },
    });
    expect(JSON.parse(body ?? '')).toEqual({
      orderId,
      status: 'PLACED',
      customerId: 'cus_1',
      currency: 'EUR',
      totalAmount: 1_250,
      lines: anOrderRequest().lines,
      placedAt: PLACED_AT,
      version: 1,
      event: { id: `${orderId}.order-placed.1`, type: 'chargeonce.order.placed.v1', receipt: null },
      payment: null,
      cancellation: null,
    });
  });

  it('saves the customer of a saved payment method, and does not answer it', async () => {
    const { rows, route } = anOrderApi();

    const { body } = await route(aPost(undefined, anOrderRequest({ gatewayCustomer: 'cus_9' })));

    expect([...rows.values()]).toMatchObject([{ gatewayCustomer: 'cus_9' }]);
    expect(JSON.parse(body ?? '')).not.toHaveProperty('gatewayCustomer');
  });

  it('says that it is a replay when key and body come again, and answers the order as it is now', async () => {
    const { rows, route } = anOrderApi();
    await route(aPost());
    for (const [orderId, row] of rows) rows.set(orderId, { ...row, version: 2, receipt });

    const answer = await route(aPost('00f067aa0ba902b8'));

    expect(answer).toMatchObject({ statusCode: 202, headers: { 'idempotent-replayed': 'true' } });
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ version: 2, event: { receipt } });
  });

  it('answers 422 to the key with another body', async () => {
    const { route } = anOrderApi();
    await route(aPost());

    await expect(route(aPost('00f067aa0ba902b8', anOrderRequest({ customerId: 'cus_2' })))).rejects.toMatchObject({
      status: 422,
      type: 'idempotency-key-reused',
    });
  });

  it.each([
    ['has no tenant', { requestContext: anonymous.requestContext }, 401],
    ['has no key', { headers: { 'content-type': 'application/json' } }, 400],
    ['is not JSON', { headers: { 'idempotency-key': 'k1', 'content-type': 'text/plain' } }, 415],
    ['has no order in its body', { body: '{}' }, 422],
  ])('saves nothing of a request that %s', async (_situation, differing, status) => {
    const { rows, route } = anOrderApi();

    await expect(route({ ...aPost(), ...differing })).rejects.toMatchObject({ status });
    expect(rows.size).toBe(0);
  });
});
