import { describe, expect, it } from 'vitest';
import { orderFlow } from './order-flow.ts';

const MONTH = 30 * 86_400;

describe('an order, from its request to its payment', () => {
  it('is paid, with one capture and a receipt that names its record', async () => {
    const flow = orderFlow();

    await flow.place('key');
    await flow.settle();

    const [order] = flow.orders.values();
    expect(order).toMatchObject({ status: 'PAID', payment: { state: 'CAPTURED' } });
    expect(order?.outbox).toBe(undefined);
    expect(flow.recordAt(order?.receipt)?.key).toBe(order?.orderId);
    expect(flow.captures(order?.orderId)).toBe(1);
  });

  it('changes nothing when both topics are read again from the beginning a month later', async () => {
    const flow = orderFlow();
    for (const method of ['pm_card_visa', 'pm_card_chargeDeclined', 'pm_wrong_amount'])
      await flow.place(method, method);
    await flow.settle();
    const before = structuredClone([...flow.orders.values(), ...flow.payments.values()]);

    flow.pass(MONTH);
    await flow.settle();

    expect([...flow.orders.values(), ...flow.payments.values()]).toEqual(before);
  });
});
