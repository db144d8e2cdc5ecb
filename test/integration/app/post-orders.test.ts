import { describe, expect, inject, it } from 'vitest';
import { anOrderRequest } from '../../doubles/order-builders.ts';
import { ordersClient } from '../../harness/orders-client.ts';

const orders = ordersClient(inject('app'));
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const line = { sku: 'tea', quantity: 2, unitAmount: 625 };

describe('POST /orders with an Idempotency-Key', () => {
  it('answers 202, Location: /orders/{orderId} and the order', async () => {
    const { status, headers, body } = await orders.post(anOrderRequest());

    expect(status).toBe(202);
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('location')).toBe(`/orders/${body.orderId}`);
    expect(body).toEqual({
      orderId: expect.stringMatching(/^ord_[\w-]{22}$/),
      status: 'PLACED',
      customerId: 'cus_1',
      currency: 'EUR',
      totalAmount: 1_250,
      lines: [line],
      placedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      version: 1,
      event: { id: `${body.orderId}.order-placed.1`, type: 'chargeonce.order.placed.v1', receipt: null },
      payment: null,
    });
  });

  it('takes the customer of a saved payment method, and does not answer it', async () => {
    const { status, body } = await orders.post(anOrderRequest({ gatewayCustomer: 'cus_1' }));

    expect(status).toBe(202);
    expect(body).not.toHaveProperty('gatewayCustomer');
  });

  it.each(['1', 'x'.repeat(255), '~ !#$%&', '"a \\"quoted\\" key"'])('takes the key %s', async (key) => {
    expect((await orders.post(anOrderRequest(), { 'idempotency-key': key })).status).toBe(202);
  });

  it.each(['application/json; charset=utf-8', 'application/vnd.acme.order+json', 'Application/JSON'])(
    'takes the content type %s',
    async (type) => {
      expect((await orders.post(anOrderRequest(), { 'content-type': type })).status).toBe(202);
    },
  );

  it('takes a body of exactly 16 KB', async () => {
    expect(await orders.send(JSON.stringify(anOrderRequest()).padEnd(16 * 1024))).toMatchObject({ status: 202 });
  });
});

describe('no key', () => {
  it('answers 400', async () => {
    const { status, body } = await orders.call('/orders', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(anOrderRequest()),
    });

    expect({ status, body }).toMatchObject(problem(400, 'idempotency-key-required'));
  });

  it.each([
    ['empty', ''],
    ['empty in quotes', '""'],
    ['256 characters long', 'x'.repeat(256)],
    ['not ASCII', 'ké'],
  ])('answers 400 when it is %s', async (_, key) => {
    expect(await orders.post(anOrderRequest(), { 'idempotency-key': key })).toMatchObject(
      problem(400, 'idempotency-key-required'),
    );
  });
});

describe('malformed JSON', () => {
  it.each([
    ['nothing', ''],
    ['cut off', '{"customerId":"c'],
    ['text', 'hello'],
    ['two values', '{}{}'],
    ['no UTF-8', new Uint8Array([0x7b, 0xff])],
  ])('answers 400: %s', async (_, body) => {
    expect(await orders.send(body)).toMatchObject(problem(400, 'malformed-json'));
  });
});

describe('not JSON', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'answers 415: %s',
    async (type) => {
      const answer = await orders.send(JSON.stringify(anOrderRequest()), { 'content-type': type });

      expect(answer).toMatchObject(problem(415, 'not-json'));
    },
  );
});

describe('over 16 KB', () => {
  it('answers 413', async () => {
    const body = JSON.stringify(anOrderRequest()).padEnd(16 * 1024 + 1);

    expect(await orders.send(body)).toMatchObject(problem(413, 'too-large'));
  });
});

describe('a problem', () => {
  it('is application/problem+json with the trace id of the request', async () => {
    const { headers, body } = await orders.send('{', { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });

    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toEqual({
      type: 'https://chargeonce.dev/problems/malformed-json',
      title: expect.any(String),
      status: 400,
      traceId: TRACE,
    });
  });
});

const problem = (status: number, type: string) => ({
  status,
  body: { type: `https://chargeonce.dev/problems/${type}`, status, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) },
});
