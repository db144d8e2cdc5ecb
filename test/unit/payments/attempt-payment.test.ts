import { describe, expect, it } from 'vitest';
import { aPaymentOrder } from '../../doubles/payment-builders.ts';
import { paymentsInMemory } from '../../harness/payments.ts';

describe('taking the payment of an order', () => {
  it('creates an intent, claims with it, confirms it and settles', async () => {
    const { charge, row, calls, captures } = paymentsInMemory();
    const order = aPaymentOrder();

    expect(await charge(order)).toEqual({ kind: 'captured' });

    expect(calls).toEqual(['create', 'confirm']);
    expect(row(order)).toMatchObject({ state: 'CAPTURED', intentId: 'pi_1', gatewayReference: 'pi_1', attempts: 1 });
    // Where there is an intent, no retry needs it.
    expect(row(order)).not.toHaveProperty('paymentMethod');
    expect(captures(order.eventId)).toBe(1);
  });

  it('asks nobody about an order that is decided', async () => {
    const { charge, calls } = paymentsInMemory();
    const order = aPaymentOrder();
    await charge(order);

    expect(await charge(order)).toEqual({ kind: 'duplicate' });
    expect(calls).toHaveLength(2);
  });

  it.each([
    ['pm_card_chargeDeclined', 'generic_decline'],
    ['pm_card_authenticationRequired', 'authentication_required'],
    ['pm_requires_action', 'authentication_required'],
  ])('declines %s only when the gateway has cancelled the intent', async (paymentMethod, code) => {
    const { charge, row, calls, intents } = paymentsInMemory();
    const order = aPaymentOrder({ paymentMethod });

    expect(await charge(order)).toEqual({ kind: 'declined', code });

    expect(calls).toEqual(['create', 'confirm', 'cancel']);
    expect(intents.get('pi_1')?.state).toEqual({ kind: 'canceled' });
    expect(row(order)).toMatchObject({ state: 'DECLINED', declineCode: code, gatewayReference: 'pi_1' });
  });

  it('declines an order whose own data the gateway refuses, without an intent', async () => {
    const { charge, row } = paymentsInMemory();
    const order = aPaymentOrder({ paymentMethod: 'pm_unknown' });

    expect(await charge(order)).toEqual({ kind: 'declined', code: 'resource_missing' });
    expect(row(order)).toMatchObject({ state: 'DECLINED', declineCode: 'resource_missing' });
    expect(row(order)).not.toHaveProperty('gatewayReference');
  });

  it('leaves a wrong amount to a person before any money moved', async () => {
    const { charge, row, calls } = paymentsInMemory();
    const order = aPaymentOrder({ paymentMethod: 'pm_wrong_amount' });

    expect(await charge(order)).toEqual({ kind: 'in-review' });
    expect(calls).toEqual(['create']);
    expect(row(order)).toMatchObject({ state: 'IN_REVIEW', intentId: 'pi_1' });
  });

  it('refuses a request that can not be built, and writes nothing', async () => {
    const { charge, rows } = paymentsInMemory();

    expect(await charge(aPaymentOrder({ paymentMethod: 'pm_\ud800' }))).toMatchObject({ kind: 'unbuildable' });
    expect(rows.size).toBe(0);
  });

  it('leaves a row of another amount alone', async () => {
    const { charge, row } = paymentsInMemory();
    const order = aPaymentOrder();
    await charge(order);

    expect(await charge({ ...order, totalAmount: 99 })).toEqual({ kind: 'mismatch' });
    expect(row(order)).toMatchObject({ state: 'CAPTURED' });
  });

  it('keeps the first decision and reports another one', async () => {
    const { attempt, rows, ledger, row } = paymentsInMemory();
    const order = aPaymentOrder();
    const late = attempt({
      ledger: {
        async decide(claim, ...decision) {
          rows.set(claim.eventId, { ...row(claim), state: 'DECLINED', owner: 'other' });
          return ledger.decide(claim, ...decision);
        },
      },
    });

    expect(await late.charge(order)).toMatchObject({ kind: 'conflict', rejected: { kind: 'captured' } });
    expect(row(order)).toMatchObject({ state: 'DECLINED' });
  });
});
