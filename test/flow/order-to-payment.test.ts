import { describe, expect, it } from 'vitest';
import { orderFlow } from '../harness/order-flow.ts';

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

  it.each([
    ['pm_card_visa', 'PAID', 1],
    ['pm_card_chargeDeclined', 'DECLINED', 0],
    ['pm_card_authenticationRequired', 'DECLINED', 0],
    ['pm_requires_action', 'DECLINED', 0],
    ['pm_unknown', 'DECLINED', 0],
    ['pm_timeout_after_charge', 'PAID', 1],
    ['pm_timeout_before_charge', 'PAID', 1],
    ['pm_error_500_before_execution', 'PAID', 1],
    ['pm_error_500_sticky', 'PAID', 1],
    ['pm_error_500_after_charge', 'PAID', 1],
    ['pm_processing', 'PAID', 1],
    ['pm_wrong_amount', 'IN_REVIEW', 0],
  ])('ends with %s as %s, with %i captures', async (paymentMethod, status, captures) => {
    const flow = orderFlow();

    await flow.place('key', paymentMethod);
    await flow.settle();

    const [order] = flow.orders.values();
    expect(order?.status).toBe(status);
    expect(flow.captures(order?.orderId)).toBe(captures);
  });

  it('takes one payment when everything is delivered three times', async () => {
    const flow = orderFlow({ deliveries: 3 });

    await flow.place('key');
    await flow.settle();

    const [order, ...others] = flow.orders.values();
    expect(others).toEqual([]);
    expect(flow.topics.placed.flat().length).toBeGreaterThan(1);
    expect(order?.status).toBe('PAID');
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
