import { describe, expect, inject, it } from 'vitest';
import { anOrderRequest } from '../../doubles/order-builders.ts';
import { ordersClient } from '../../harness/orders-client.ts';

const orders = ordersClient(inject('app'));
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const ORDER = JSON.stringify(anOrderRequest());

describe('POST /orders with an Idempotency-Key', () => {
  it('answers 202, Location: /orders/{orderId} and the order', async () => {
    const { status, headers, body } = await orders.post(anOrderRequest());

    expect(status).toBe(202);
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('location')).toBe(`/orders/${body.orderId}`);
    expect(body).toMatchObject({ status: 'PLACED', totalAmount: 1_250, version: 1, event: { receipt: null } });
  });

  it('takes a body of exactly 16 KB', async () => {
    expect(await orders.send(ORDER.padEnd(16 * 1024))).toMatchObject({ status: 202 });
  });
});

// Every such key, type and body: idempotency-key.test.ts and read-body.test.ts of test/unit/order-api.
describe('a request that can not be read', () => {
  interface Unreadable {
    readonly key?: string;
    readonly contentType?: string;
    readonly body?: Parameters<typeof orders.send>[0];
  }

  it.each<[string, Unreadable, { readonly status: number; readonly type: string }]>([
    ['400 where its key is not ASCII', { key: 'ké' }, { status: 400, type: 'idempotency-key-required' }],
    [
      '400 where its body is no UTF-8',
      { body: Buffer.from(ORDER.replace(/"customerId": ?"/, '$&\xe9'), 'latin1') },
      { status: 400, type: 'malformed-json' },
    ],
    ['415 where its type is empty', { contentType: '' }, { status: 415, type: 'not-json' }],
    ['413 where it is over 16 KB', { body: ORDER.padEnd(16 * 1024 + 1) }, { status: 413, type: 'too-large' }],
  ])(
    'is answered %s',
    async (_what, { key = 'k', body = ORDER, contentType = 'application/json' }, { status, type }) => {
      const answer = await orders.send(body, { 'idempotency-key': key, 'content-type': contentType });

      expect(answer).toMatchObject({ status, body: { type: `https://chargeonce.dev/problems/${type}`, status } });
    },
  );

  it('is answered 400 where it has no key', async () => {
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: ORDER };

    expect(await orders.call('/orders', request)).toMatchObject({ status: 400 });
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
