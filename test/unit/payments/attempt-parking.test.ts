import { describe, expect, it } from 'vitest';
import { aPaymentOrder, aPaymentRow } from '../../doubles/payment-builders.ts';
import { at, LOST, paymentsInMemory, UNREACHABLE } from '../../harness/payments.ts';

describe('parking a payment', () => {
  it('parks a creation without an answer, with all that a retry needs', async () => {
    const { charge, attempt, row } = paymentsInMemory();
    const order = aPaymentOrder({ gatewayCustomer: 'cus_1' });

    const outcome = await attempt({ gateway: { create: async () => LOST } }).charge(order);

    expect(outcome).toEqual({ kind: 'parked', reason: 'no answer', misconfigured: false, dueAt: at(5) });
    expect(row(order)).toMatchObject({
      state: 'CHARGING',
      leaseUntil: at(0),
      dueAt: at(5),
      dueShard: expect.stringMatching(/^[0-7]$/),
      paymentMethod: 'pm_card_visa',
      gatewayCustomer: 'cus_1',
      parkReason: 'no answer',
      parkedSince: at(0),
    });
    expect(await charge(order)).toEqual({ kind: 'waiting' });
  });

  it('parks a payment that is processing, and settles it when the gateway has', async () => {
    const { charge, retry, row, intents, pass } = paymentsInMemory();
    const order = aPaymentOrder({ paymentMethod: 'pm_processing' });

    expect(await charge(order)).toMatchObject({ kind: 'parked', reason: 'the payment is processing' });
    pass(60);
    expect(await retry(order)).toMatchObject({ kind: 'parked', dueAt: at(60 + 10) });
    Object.assign(intents.get('pi_1') ?? {}, { state: { kind: 'succeeded' } });
    pass(60);

    expect(await retry(order)).toEqual({ kind: 'captured' });
    expect(row(order)).toMatchObject({ state: 'CAPTURED', attempts: 3, parkedSince: at(0) });
    expect(row(order)).not.toHaveProperty('dueAt');
    expect(row(order)).not.toHaveProperty('dueShard');
  });

  it('looks once more at a confirmation without an answer before it parks', async () => {
    const { charge, calls } = paymentsInMemory();

    expect(await charge(aPaymentOrder({ paymentMethod: 'pm_timeout_after_charge' }))).toEqual({ kind: 'captured' });
    expect(calls).toEqual(['create', 'confirm', 'retrieve']);
  });

  it('confirms nothing again after the second look, since the first may still be under way', async () => {
    const { charge, retry, calls, pass, captures } = paymentsInMemory();
    const order = aPaymentOrder({ paymentMethod: 'pm_timeout_before_charge' });

    expect(await charge(order)).toMatchObject({ kind: 'parked' });
    expect(calls).toEqual(['create', 'confirm', 'retrieve']);
    pass(60);

    expect(await retry(order)).toEqual({ kind: 'captured' });
    expect(calls.slice(3)).toEqual(['retrieve', 'confirm']);
    expect(captures(order.eventId)).toBe(1);
  });

  it('waits longer from attempt to attempt, for an hour at most', async () => {
    const { attempt, charge, pass, now, row } = paymentsInMemory();
    const order = aPaymentOrder({ paymentMethod: 'pm_processing' });
    await charge(order);
    const delays: number[] = [];
    for (let retry = 0; retry < 14; retry++) {
      delays.push((Date.parse(row(order).dueAt ?? '') - now().getTime()) / 1_000);
      pass(delays.at(-1) ?? 0);
      await attempt().retry(row(order));
    }

    expect(delays).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600, 3600]);
  });
});

describe('a gateway that can not be reached', () => {
  it('counts no attempt that sent nothing, and gives the lease back', async () => {
    const { attempt, charge, row } = paymentsInMemory();
    const order = aPaymentOrder();

    expect(await attempt({ gateway: { confirm: async () => UNREACHABLE } }).charge(order)).toEqual(UNREACHABLE);
    expect(row(order)).toMatchObject({ state: 'CHARGING', attempts: 0, leaseUntil: at(0), intentId: 'pi_1' });
    expect(row(order)).not.toHaveProperty('dueAt');

    expect(await charge(order)).toEqual({ kind: 'captured' });
  });
});

describe('a row that another attempt holds', () => {
  it('is left alone by the retrier', async () => {
    const { attempt, calls } = paymentsInMemory();
    const held = aPaymentRow({ leaseUntil: at(30), dueAt: at(0) });

    expect(await attempt().retry(held)).toEqual({ kind: 'held-by-another' });
    expect(calls).toEqual([]);
  });
});
