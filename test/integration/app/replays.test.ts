import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { anOrderRequest } from '../../doubles/order-builders.ts';
import { ordersClient } from '../../harness/orders-client.ts';

const orders = ordersClient(inject('app'));
const keyed = (key: string) => ({ 'idempotency-key': key });

// The rows of the table in docs that speak of a key's second use.
describe('the same key and body again', () => {
  it('answers 202 with the same order as it is now, Idempotent-Replayed: true', async () => {
    const key = randomUUID();
    const first = await orders.post(anOrderRequest(), keyed(key));
    const paid = await orders.waitForStatus(first.body.orderId, 'PAID');

    const again = await orders.post(anOrderRequest(), keyed(key));

    expect(first.headers.has('idempotent-replayed')).toBe(false);
    expect(again.status).toBe(202);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(again.body).toEqual(paid);
  });

  it('is the same with the key in quotes', async () => {
    const key = randomUUID();
    const bare = await orders.post(anOrderRequest(), keyed(key));

    const quoted = await orders.post(anOrderRequest(), keyed(`"${key}"`));

    expect(quoted.body.orderId).toBe(bare.body.orderId);
    expect(quoted.headers.get('idempotent-replayed')).toBe('true');
  });

  it('is the same with the fields in another order', async () => {
    const key = randomUUID();
    const first = await orders.post(anOrderRequest(), keyed(key));

    const { lines, ...others } = anOrderRequest();
    const again = await orders.post({ lines, ...others }, keyed(key));

    expect(again.body.orderId).toBe(first.body.orderId);
  });

  it('makes one order and one charge when it comes 50 times at once', async () => {
    const key = randomUUID();

    const answers = await Promise.all(Array.from({ length: 50 }, () => orders.post(anOrderRequest(), keyed(key))));

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    expect(answers.filter(({ headers }) => !headers.has('idempotent-replayed'))).toHaveLength(1);
    const [orderId = '', ...others] = new Set(answers.map(({ body }) => body.orderId));
    expect(others).toEqual([]);
    await orders.waitForStatus(orderId, 'PAID');
    expect(await orders.captures(orderId)).toHaveLength(1);
  });

  it('is another order of another tenant', async () => {
    const key = randomUUID();
    const own = await orders.post(anOrderRequest(), keyed(key));

    const others = await orders.post(anOrderRequest(), { ...keyed(key), ...(await orders.bearer('acme')) });

    expect(others.status).toBe(202);
    expect(others.body.orderId).not.toBe(own.body.orderId);
  });
});

describe('the same key, another body', () => {
  const line = { sku: 'tea', quantity: 2, unitAmount: 625 };

  it.each([
    ['customer', { customerId: 'cus_2' }],
    ['currency', { currency: 'USD' }],
    ['payment method', { paymentMethod: 'pm_card_chargeDeclined' }],
    ['quantity and amount with the same total', { lines: [{ sku: 'tea', quantity: 1, unitAmount: 1_250 }] }],
    ['line more', { lines: [line, line] }],
  ])('answers 422 idempotency-key-reused and changes nothing: another %s', async (_, differing) => {
    const key = randomUUID();
    const first = await orders.post(anOrderRequest(), keyed(key));
    const paid = await orders.waitForStatus(first.body.orderId, 'PAID');

    const other = await orders.post(anOrderRequest(differing), keyed(key));

    expect(other.status).toBe(422);
    expect(other.body).toMatchObject({ type: expect.stringMatching(/\/idempotency-key-reused$/), status: 422 });
    expect((await orders.get(first.body.orderId)).body).toEqual(paid);
    expect(await orders.captures(first.body.orderId)).toHaveLength(1);
  });
});
