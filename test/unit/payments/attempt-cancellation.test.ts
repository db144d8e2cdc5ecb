import { describe, expect, it } from 'vitest';
import { aPaymentOrder, aPaymentRow } from '../../doubles/payment-builders.ts';
import { at, LOST, paymentsInMemory } from '../../harness/payments.ts';

describe('a payment whose cancellation was requested', () => {
  const cancelled = (differing: object) =>
    aPaymentRow({ leaseUntil: at(0), dueAt: at(0), cancelRequested: true, ...differing });

  it('is void where it has no intent', async () => {
    const { attempt, rows, row, calls } = paymentsInMemory();
    const parked = JSON.parse(JSON.stringify(cancelled({ intentId: undefined, paymentMethod: 'pm_card_visa' })));
    rows.set(parked.eventId, parked);

    expect(await attempt().retry(parked)).toEqual({ kind: 'voided' });
    expect(calls).toEqual([]);
    expect(row(parked)).toMatchObject({ state: 'VOID' });
  });

  it('is void when the gateway has cancelled its intent, and refunded when that had captured', async () => {
    const { attempt, charge, rows, row } = paymentsInMemory();
    const [open, paid] = [aPaymentOrder(), aPaymentOrder({ orderId: 'ord_0000000000000000000002' })];
    await attempt({ gateway: { confirm: async () => LOST, retrieve: async () => LOST } }).charge(open);
    await attempt({ ledger: { decide: () => Promise.reject(new Error('killed')) } })
      .charge(paid)
      .catch(() => undefined);
    for (const order of [open, paid]) rows.set(order.eventId, cancelled({ ...row(order), leaseUntil: at(0) }));

    expect(await attempt().retry(row(open))).toEqual({ kind: 'voided' });
    expect(await attempt().retry(row(paid))).toEqual({ kind: 'refund-due' });

    expect(row(open)).toMatchObject({ state: 'VOID' });
    expect(row(paid)).toMatchObject({ state: 'REFUND_DUE', dueAt: at(0) });
    expect(await charge(paid)).toEqual({ kind: 'duplicate' });
  });

  it('has its effect also where it comes between the charge and its settling', async () => {
    const { attempt, rows, ledger, row } = paymentsInMemory();
    const order = aPaymentOrder();
    const charging = attempt({
      ledger: {
        async decide(claim, ...decision) {
          rows.set(claim.eventId, { ...row(claim), cancelRequested: true });
          return ledger.decide(claim, ...decision);
        },
      },
    });

    expect(await charging.charge(order)).toEqual({ kind: 'refund-due' });
    expect(row(order)).toMatchObject({ state: 'REFUND_DUE' });
  });
});
