import { describe, expect, it } from 'vitest';
import { aPaymentOrder, aPaymentRow } from '../../doubles/payment-builders.ts';
import { at, LEASE_SECONDS, paymentsInMemory } from '../../harness/payments.ts';

describe('several attempts at one payment', () => {
  it('lets the retrier look after a row that another holds, and goes on with the partition', async () => {
    const { charge, rows, row } = paymentsInMemory();
    const held = aPaymentRow({ leaseUntil: at(30) });
    rows.set(held.eventId, held);

    expect(await charge(aPaymentOrder())).toEqual({ kind: 'held-by-another' });
    expect(row(held)).toMatchObject({ dueAt: at(30), owner: 'first' });
  });

  it('lets the retrier leave a row that another holds', async () => {
    const { attempt, calls } = paymentsInMemory();

    expect(await attempt().retry(aPaymentRow({ leaseUntil: at(30), dueAt: at(0) }))).toEqual({
      kind: 'held-by-another',
    });
    expect(calls).toEqual([]);
  });

  it('takes over after the lease, looks at the recorded intent and confirms no other', async () => {
    const { attempt, charge, row, calls, pass, captures } = paymentsInMemory();
    const order = aPaymentOrder();
    const died = attempt({ gateway: { confirm: () => Promise.reject(new Error('killed')) } });
    await expect(died.charge(order)).rejects.toThrow('killed');
    pass(LEASE_SECONDS);

    expect(await charge(order)).toEqual({ kind: 'captured' });
    expect(calls).toEqual(['create', 'retrieve', 'confirm']);
    expect(row(order)).toMatchObject({ attempts: 2, intentId: 'pi_1' });
    expect(captures(order.eventId)).toBe(1);
  });

  it('leaves its own intent unconfirmed where another has claimed first', async () => {
    const { attempt, charge, intents, pass } = paymentsInMemory({ forgets: () => true });
    const order = aPaymentOrder();
    const raced = attempt({
      gateway: {
        create: async () => {
          expect(await charge(order)).toEqual({ kind: 'captured' });
          return { kind: 'created', intentId: 'pi_of_the_loser' };
        },
      },
    });
    pass(1);

    expect(await raced.charge(order)).toEqual({ kind: 'duplicate' });
    expect([...intents.keys()]).toEqual(['pi_1']);
  });

  it('records an intent once, and confirms none that it could not record', async () => {
    const { attempt, rows, ledger, intents, row } = paymentsInMemory();
    const parked = aPaymentRow({ intentId: undefined, paymentMethod: 'pm_card_visa', leaseUntil: at(0), dueAt: at(0) });
    rows.set(parked.eventId, JSON.parse(JSON.stringify(parked)));
    const overtaken = attempt({
      ledger: {
        async recordIntent(claim, intentId) {
          rows.set(claim.eventId, { ...row(claim), owner: 'other', intentId: 'pi_other', leaseUntil: at(60) });
          return ledger.recordIntent(claim, intentId);
        },
      },
    });

    expect(await overtaken.retry(row(parked))).toEqual({ kind: 'held-by-another' });
    expect(intents.get('pi_1')?.state).toEqual({ kind: 'open' });
    expect(row(parked)).toMatchObject({ intentId: 'pi_other' });
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
