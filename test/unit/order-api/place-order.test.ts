import { describe, expect, it } from 'vitest';
import { type OrderCommand, placeOrder } from '../../../functions/order-api/place-order.ts';
import { inMemoryOrders } from '../../doubles/in-memory-orders.ts';
import { anOrderRequest, PLACED_AT, TRACEPARENT } from '../../doubles/order-builders.ts';

const SPAN_2 = TRACEPARENT.replace('00f067aa0ba902b7', '00f067aa0ba902b8');
const anOrder = (differing: Partial<OrderCommand> = {}): OrderCommand => ({
  tenant: 'local',
  idempotencyKey: 'k1',
  request: anOrderRequest(),
  traceparent: TRACEPARENT,
  ...differing,
});

function anApi() {
  const start = Date.parse(PLACED_AT);
  let hours = 0;
  const { rows, store } = inMemoryOrders();
  const place = placeOrder({ orders: store, now: () => new Date(start + 3_600_000 * hours++) });
  return { place, rows: () => [...rows.values()] };
}

describe('place an order', () => {
  it('saves the order with its total and the intent to publish it in one row', async () => {
    const { place, rows } = anApi();

    const placed = await place(anOrder());

    // The first 22 characters of base64url(SHA-256('["local","POST /orders","k1"]')).
    const orderId = 'ord_qZB8tMj9fle2cfJsBrugeb';
    expect(rows()).toEqual([
      {
        ...anOrderRequest(),
        orderId,
        tenant: 'local',
        totalAmount: 1_250,
        status: 'PLACED',
        version: 1,
        placedAt: PLACED_AT,
        requestHash: expect.stringMatching(/^[\w-]{43}$/),
        traceparent: TRACEPARENT,
        requeues: 0,
        outbox: { requeues: 0, entries: { 1: { type: 'order-placed' } } },
        openShard: expect.stringMatching(/^[0-7]$/),
        openSince: PLACED_AT,
      },
    ]);
    expect(placed).toEqual({ kind: 'placed', order: rows()[0] });
  });

  it('answers the same order when the same key and body come again', async () => {
    const { place, rows } = anApi();
    await place(anOrder());

    expect(await place(anOrder({ traceparent: SPAN_2 }))).toEqual({ kind: 'replayed', order: rows()[0] });
    expect(rows()).toMatchObject([{ placedAt: PLACED_AT, traceparent: TRACEPARENT }]);
  });

  it('takes the row that its own first write left for a success', async () => {
    const { place } = anApi();
    await place(anOrder());

    expect(await place(anOrder())).toMatchObject({ kind: 'placed' });
  });

  it.each([
    ['customer', { customerId: 'cus_2' }],
    ['currency', { currency: 'USD' }],
    ['payment method', { paymentMethod: 'pm_other' }],
    ['customer of the gateway', { gatewayCustomer: 'cus_1' }],
    ['quantity', { lines: [{ sku: 'tea', quantity: 1, unitAmount: 1_250 }] }],
    ['price', { lines: [{ sku: 'tea', quantity: 2, unitAmount: 624 }] }],
    ['article', { lines: [{ sku: 'coffee', quantity: 2, unitAmount: 625 }] }],
  ])('refuses the key for a body with another %s and changes nothing', async (_field, differing) => {
    const { place, rows } = anApi();
    await place(anOrder());
    const before = rows();

    const other = anOrder({ request: anOrderRequest(differing), traceparent: SPAN_2 });

    expect(await place(other)).toEqual({ kind: 'key-reused' });
    expect(rows()).toEqual(before);
  });

  it('takes the same body with its fields in another order for the same request', async () => {
    const { place } = anApi();
    await place(anOrder());
    const { customerId, currency, paymentMethod } = anOrderRequest();
    const request = { lines: [{ unitAmount: 625, sku: 'tea', quantity: 2 }], paymentMethod, currency, customerId };

    expect(await place(anOrder({ request, traceparent: SPAN_2 }))).toMatchObject({ kind: 'replayed' });
  });

  it('keeps the hash of a request for ever, whatever optional fields come to be', async () => {
    const { place, rows } = anApi();

    await place(anOrder());
    await place(anOrder({ idempotencyKey: 'k2', request: anOrderRequest({ gatewayCustomer: undefined }) }));
    await place(anOrder({ idempotencyKey: 'k3', request: anOrderRequest({ gatewayCustomer: 'cus_1' }) }));

    // base64url(SHA-256('{"currency":"EUR","customerId":"cus_1","lines":[{"quantity":2,"sku":"tea","unitAmount":625}],"paymentMethod":"pm_card_visa"}'))
    const hash = 'koDq0Z8LRHnBsGo2R4yYz3jgl348_UXcIY2xN0ZliMs';
    expect(rows().map(({ requestHash }) => requestHash)).toEqual([
      hash,
      hash,
      'OXAS746neYQuZ6jSrpJgQlgNPesKpBQYAhBbjHrY5NQ',
    ]);
  });

  it.each([
    ['two keys', [anOrder(), anOrder({ idempotencyKey: 'k2' })]],
    ['two tenants with one key', [anOrder(), anOrder({ tenant: 'other' })]],
    [
      'tenants and keys that are one text together',
      [anOrder({ tenant: 'a', idempotencyKey: 'bc' }), anOrder({ tenant: 'ab', idempotencyKey: 'c' })],
    ],
    [
      'tenants and keys that run into each other',
      [anOrder({ tenant: 'a', idempotencyKey: 'b","c' }), anOrder({ tenant: 'a","b', idempotencyKey: 'c' })],
    ],
  ])('makes two orders of %s', async (_situation, commands) => {
    const { place, rows } = anApi();

    for (const command of commands) expect(await place(command)).toMatchObject({ kind: 'placed' });

    expect(rows()).toHaveLength(2);
  });
});
