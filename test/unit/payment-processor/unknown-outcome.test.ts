import { describe, expect, it } from 'vitest';
import { aPaymentOrder } from '../../doubles/payment-builders.ts';
import { aPaymentProcessor, at } from '../../harness/payment-processor.ts';

const order = aPaymentOrder();
const unreachable = async () => ({ kind: 'unknown', mayHaveCharged: false, reason: 'refused' }) as const;

describe('take a payment whose outcome is unknown', () => {
  it('keeps the claim, counts the attempt and gives the lease back at once', async () => {
    const { takeAt, rows } = aPaymentProcessor();

    expect(await takeAt(1)(aPaymentOrder({ paymentMethod: 'pm_timeout_after_charge' }))).toEqual({
      kind: 'unknown',
      reason: 'the answer was lost',
    });

    expect(rows.get(order.eventId)).toMatchObject({ state: 'CHARGING', attempts: 1, leaseUntil: at(1) });
  });

  it.each(['pm_timeout_after_charge', 'pm_timeout_before_charge'])(
    'asks again with the very same request after %s, and captures once',
    async (paymentMethod) => {
      const { takeAt, charges, captures } = aPaymentProcessor();
      const unlucky = aPaymentOrder({ paymentMethod });
      await takeAt(1)(unlucky);

      expect(await takeAt(1)(unlucky)).toEqual({ kind: 'captured' });

      expect(charges[1]).toEqual(charges[0]);
      expect(captures(order.eventId)).toBe(1);
    },
  );

  it('counts no attempt when the gateway can not be reached, so that nobody is parked for that', async () => {
    const { takeAt, rows } = aPaymentProcessor({ charge: unreachable });

    for (let minute = 0; minute < 20; minute++)
      expect(await takeAt(minute * 600)(order)).toMatchObject({ kind: 'unknown' });

    expect(rows.get(order.eventId)).toMatchObject({ state: 'CHARGING', attempts: 0, firstAttemptAt: at(0) });
  });

  it('looks the charge up after ten attempts and an hour, and settles by what it finds', async () => {
    const { takeAt, rows, charges, lookedUp } = aPaymentProcessor();
    const sticky = aPaymentOrder({ paymentMethod: 'pm_error_500_sticky' });
    for (let attempt = 0; attempt < 10; attempt++) await takeAt(attempt)(sticky);

    expect(await takeAt(3_599)(sticky)).toMatchObject({ kind: 'unknown' });
    expect(lookedUp).toEqual([]);
    expect(await takeAt(3_600)(sticky)).toEqual({ kind: 'captured' });

    expect({ charges: charges.length, lookedUp: lookedUp.length }).toEqual({ charges: 11, lookedUp: 1 });
    expect(rows.get(order.eventId)).toMatchObject({ attempts: 12, firstAttemptAt: at(0) });
  });

  it('parks the order for a person when the look-up finds nothing', async () => {
    const lost = async () => ({ kind: 'unknown', mayHaveCharged: true, reason: 'lost' }) as const;
    const { takeAt, rows } = aPaymentProcessor({ charge: lost });
    for (let attempt = 0; attempt < 10; attempt++) await takeAt(attempt)(order);

    expect(await takeAt(3_600)(order)).toEqual({ kind: 'in-review' });

    expect(rows.get(order.eventId)).toMatchObject({ state: 'IN_REVIEW', reviewReason: expect.stringMatching(/./) });
  });

  it('takes a refusal without a trace after an unknown outcome for no decline', async () => {
    const { takeAt, rows } = aPaymentProcessor();
    await takeAt(0)(aPaymentOrder({ paymentMethod: 'pm_timeout_before_charge' }));

    expect(await takeAt(1)(aPaymentOrder({ paymentMethod: 'pm_unknown' }))).toEqual({ kind: 'in-review' });

    expect(rows.get(order.eventId)).toMatchObject({ state: 'IN_REVIEW' });
  });

  it('fails when the lease can not be given back; the claim waits for its end', async () => {
    const { deps, takeAt, rows } = aPaymentProcessor({ charge: unreachable });
    deps.ledger.giveBack = () => Promise.reject(new Error('throttled'));

    await expect(takeAt(0)(order)).rejects.toThrow('throttled');

    expect(rows.get(order.eventId)).toMatchObject({ state: 'CHARGING', leaseUntil: at(35) });
  });
});
