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

// Every field that can differ: test/unit/order-api/place-order.test.ts.
describe('the same key, another body', () => {
  it('answers 422 idempotency-key-reused and changes nothing', async () => {
    const key = randomUUID();
    const first = await orders.post(anOrderRequest(), keyed(key));
    const paid = await orders.waitForStatus(first.body.orderId, 'PAID');

    const other = await orders.post(anOrderRequest({ paymentMethod: 'pm_card_chargeDeclined' }), keyed(key));

    expect(other.status).toBe(422);
    expect(other.body).toMatchObject({ type: expect.stringMatching(/\/idempotency-key-reused$/), status: 422 });
    expect((await orders.get(first.body.orderId)).body).toEqual(paid);
    expect(await orders.captures(first.body.orderId)).toHaveLength(1);
  });
});
