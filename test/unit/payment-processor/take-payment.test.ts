import { describe, expect, it } from 'vitest';
import { aPaymentOrder, aPaymentRow } from '../../doubles/payment-builders.ts';
import { aPaymentProcessor, at } from '../../harness/payment-processor.ts';

const order = aPaymentOrder();

describe('take a payment', () => {
  it('charges the order and settles its claim', async () => {
    const { takeAt, rows, charges } = aPaymentProcessor();

    expect(await takeAt(1)(order)).toEqual({ kind: 'captured' });

    const { orderId, eventId, tenant, totalAmount, currency, paymentMethod, traceparent, placedAt } = order;
    expect(charges).toEqual([
      { orderId, eventId, tenant, amount: totalAmount, currency, paymentMethod, traceparent, placedAt },
    ]);
    expect(rows.get(eventId)).toEqual(
      aPaymentRow({
        state: 'CAPTURED',
        owner: 't1',
        leaseUntil: at(36),
        firstAttemptAt: at(1),
        mayLandUntil: at(701),
        gatewayReference: `pi_${eventId}`,
        decidedAt: at(1),
      }),
    );
  });

  it('takes one payment when Kafka delivers the same event twice', async () => {
    const { takeAt, charges } = aPaymentProcessor();
    await takeAt(0)(order);

    expect(await takeAt(1)(order)).toEqual({ kind: 'duplicate' });
    expect(charges).toHaveLength(1);
  });

  it.each(['CAPTURED', 'DECLINED', 'IN_REVIEW'] as const)('does nothing once it is %s, for ever', async (state) => {
    const { takeAt, rows, charges, lookedUp } = aPaymentProcessor();
    const decided = aPaymentRow({ state, decidedAt: at(1) });
    rows.set(order.eventId, decided);

    expect(await takeAt(1_000 * 86_400)(order)).toEqual({ kind: 'duplicate' });

    expect({ charges, lookedUp }).toEqual({ charges: [], lookedUp: [] });
    expect(rows.get(order.eventId)).toEqual(decided);
  });

  it("leaves another attempt's claim alone until its lease is over", async () => {
    const { takeAt, rows, charges } = aPaymentProcessor();
    rows.set(order.eventId, aPaymentRow({ leaseUntil: at(36) }));

    expect(await takeAt(35.999)(order)).toEqual({ kind: 'held-by-another' });
    expect(charges).toEqual([]);

    expect(await takeAt(36)(order)).toEqual({ kind: 'captured' });
    expect(rows.get(order.eventId)).toMatchObject({
      owner: expect.stringMatching(/^t/),
      attempts: 2,
      firstAttemptAt: at(0),
      mayLandUntil: at(736),
    });
  });

  it('declines with the code of the gateway', async () => {
    const { takeAt, rows, captures } = aPaymentProcessor();

    expect(await takeAt(0)(aPaymentOrder({ paymentMethod: 'pm_card_chargeDeclined' }))).toEqual({ kind: 'declined' });

    expect(rows.get(order.eventId)).toMatchObject({ state: 'DECLINED', declineCode: 'generic_decline' });
    expect(captures(order.eventId)).toBe(0);
  });

  it('leaves a contradiction to a person', async () => {
    const { takeAt, rows } = aPaymentProcessor();

    expect(await takeAt(0)(aPaymentOrder({ paymentMethod: 'pm_wrong_amount' }))).toEqual({ kind: 'in-review' });

    expect(rows.get(order.eventId)).toMatchObject({ state: 'IN_REVIEW', reviewReason: 'differs in amount' });
  });

  it.each([
    ['amount', { amount: 1 }],
    ['currency', { currency: 'USD' }],
    ['order', { orderId: 'ord_other' }],
    ['tenant', { tenant: 'other' }],
  ])('refuses an event whose claim is of another %s, and changes nothing', async (_what, differing) => {
    const { takeAt, rows, charges } = aPaymentProcessor();
    const claim = aPaymentRow({ ...differing, eventId: order.eventId });
    rows.set(order.eventId, claim);

    expect(await takeAt(3_600)(order)).toEqual({ kind: 'mismatch' });

    expect(charges).toEqual([]);
    expect(rows.get(order.eventId)).toEqual(claim);
  });

  it('fails and charges nothing when the claim can not be written', async () => {
    const { deps, takeAt, charges } = aPaymentProcessor();
    deps.ledger.insert = () => Promise.reject(new Error('throttled'));

    await expect(takeAt(0)(order)).rejects.toThrow('throttled');
    expect(charges).toEqual([]);
  });
});
