import { afterEach, describe, expect, inject, it } from 'vitest';
import { anOrderRequest } from '../../doubles/order-builders.ts';
import { ordersClient } from '../../harness/orders-client.ts';

const app = inject('app');
const orders = ordersClient(app);
const key = { 'idempotency-key': 'while-unavailable' };

afterEach(() => void process.kill(app.pids.dynamodb, 'SIGCONT'));

describe('crash point 3: the table is unavailable', () => {
  it('answers 503 with Retry-After, and the same request is accepted afterwards', { timeout: 300_000 }, async () => {
    const orderId = await orders.place();
    await orders.waitForStatus(orderId, 'PAID');
    process.kill(app.pids.dynamodb, 'SIGSTOP');

    const [posted, got] = await Promise.all([orders.post(anOrderRequest(), key), orders.get(orderId)]);

    expect([posted, got]).toMatchObject([unavailable, unavailable]);
    expect([posted, got].map(({ headers }) => headers.get('retry-after'))).toEqual(['1', '1']);
    process.kill(app.pids.dynamodb, 'SIGCONT');
    const again = await orders.post(anOrderRequest(), key);
    expect(again.status).toBe(202);
    // A claim whose answer was lost is held until its lease is over.
    await orders.waitForStatus(again.body.orderId, 'PAID', 90_000);
    expect(await orders.captures(again.body.orderId)).toHaveLength(1);
  });
});

const unavailable = { status: 503, body: { type: 'https://chargeonce.dev/problems/unavailable', status: 503 } };
