import { describe, expect, it } from 'vitest';
import { orderIdOf } from '../doubles/order-builders.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { aDayOfOrders, aFlow, capturesOf } from './restored-flow.ts';

describe('replay everything on a PaymentDedup table that was restored to an earlier time', () => {
  it('charges again where the table was not rebuilt: rows are lost, and the gateway forgets its keys', async () => {
    const { flow, topic } = await aDayOfOrders();
    const restored = await flow.restore();

    for (const order of topic) await restored.charge(order);

    expect(capturesOf(flow, topic)).toEqual([2, 2, 2, 2, 0]);
  });

  it('makes no second charge once it was rebuilt, and decides every order by what the gateway holds', async () => {
    const { flow, orders, declined, events, lost, topic } = await aDayOfOrders();
    const restored = await flow.restore();

    expect(await restored.rebuild(events())).toMatchObject({ orders: 5, events: 1, inserted: 5, decided: 1 });
    expect(await restored.retryDue()).toMatchObject({ retried: 3, complete: true });
    for (const order of topic) await restored.charge(order);

    expect(capturesOf(flow, topic)).toEqual([1, 1, 1, 1, 0]);
    for (const { eventId } of orders)
      expect(await restored.find(eventId)).toMatchObject({ state: 'CAPTURED', gatewayReference: lost.get(eventId) });
    expect(await restored.find(declined.eventId)).toMatchObject({ state: 'DECLINED' });
  });

  it('makes none either where the rebuild looks the intents up, and then no attempt lists any', async () => {
    const { flow, orders, declined, events, lost, topic } = await aDayOfOrders();
    const untried = aPaymentOrder({ orderId: orderIdOf(6) });
    await flow.place(untried);
    const restored = await flow.restore();
    const before = flow.calls.length;

    const { lookedUp } = await restored.rebuildAndLookUp(events());
    expect(lookedUp).toEqual({ found: 2, withoutIntent: 2, left: 0 });
    expect(await restored.retryDue()).toMatchObject({ retried: 4, complete: true });
    for (const order of [...topic, untried]) await restored.charge(order);

    expect(capturesOf(flow, [...topic, untried])).toEqual([1, 1, 1, 1, 0, 1]);
    for (const { eventId } of orders)
      expect(await restored.find(eventId)).toMatchObject({ state: 'CAPTURED', gatewayReference: lost.get(eventId) });
    expect(await restored.find(declined.eventId)).toMatchObject({ state: 'DECLINED' });
    expect(flow.calls.slice(before)).not.toContain('list');
  });

  it('charges an order once that was never charged, at once and without its event', async () => {
    const flow = await aFlow();
    const order = aPaymentOrder();
    await flow.place(order);
    const restored = await flow.restore();

    await restored.rebuild();
    await restored.retryDue();

    expect(flow.captures(order.eventId)).toBe(1);
    expect(await restored.find(order.eventId)).toMatchObject({ state: 'CAPTURED', source: order.source });
  });

  it('lets an order whose record nobody knows wait for it, so that no receipt is invented', async () => {
    const flow = await aFlow();
    const order = aPaymentOrder();
    await flow.charge(order);
    await flow.place(order, { receipt: undefined });
    const restored = await flow.restore();
    await restored.rebuild();

    expect(await restored.retryDue()).toMatchObject({ retried: 0 });
    expect(await restored.charge(order)).toEqual({ kind: 'captured' });

    expect(flow.captures(order.eventId)).toBe(1);
    expect(await restored.find(order.eventId)).toMatchObject({ source: order.source });
  });
});
