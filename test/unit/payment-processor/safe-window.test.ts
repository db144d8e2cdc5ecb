import { describe, expect, it } from 'vitest';
import { aPaymentOrder, aPaymentRow } from '../../doubles/payment-builders.ts';
import { aPaymentProcessor, at } from '../../harness/payment-processor.ts';

const SAFE_WINDOW = 23 * 3_600;
const order = aPaymentOrder();
const lost = aPaymentOrder({ paymentMethod: 'pm_timeout_after_charge' });

describe('take a payment outside of its safe window', () => {
  it('only looks the charge up, and settles by what it finds', async () => {
    const { takeAt, rows, charges, lookedUp } = aPaymentProcessor();
    await takeAt(0)(lost);

    expect(await takeAt(SAFE_WINDOW)(lost)).toEqual({ kind: 'captured' });

    expect({ charges: charges.length, lookedUp }).toEqual({ charges: 1, lookedUp: [order.eventId] });
    expect(rows.get(order.eventId)).toMatchObject({ state: 'CAPTURED', gatewayReference: `pi_${order.eventId}` });
  });

  it('charges until the last moment of the window', async () => {
    const { takeAt, charges } = aPaymentProcessor();
    await takeAt(0)(lost);

    expect(await takeAt(SAFE_WINDOW - 0.001)(lost)).toEqual({ kind: 'captured' });
    expect(charges).toHaveLength(2);
  });

  it('charges nothing when the window ended while it claimed', async () => {
    const { takeBetween, charges, lookedUp } = aPaymentProcessor();
    await takeBetween(0, 0)(lost);

    expect(await takeBetween(SAFE_WINDOW - 1, SAFE_WINDOW)(lost)).toEqual({ kind: 'captured' });

    expect({ charges: charges.length, lookedUp: lookedUp.length }).toEqual({ charges: 1, lookedUp: 1 });
  });

  it('asks the gateway for nothing when it slept through its lease, and leaves the claim as it is', async () => {
    const { takeBetween, rows, charges, lookedUp } = aPaymentProcessor();

    expect(await takeBetween(0, 35)(order)).toEqual({ kind: 'held-by-another' });

    expect({ charges, lookedUp }).toEqual({ charges: [], lookedUp: [] });
    expect(rows.get(order.eventId)).toMatchObject({ state: 'CHARGING', attempts: 1, leaseUntil: at(35) });
    expect(await takeBetween(35, 69.999)(order)).toEqual({ kind: 'captured' });
  });

  it('never charges what it does not find, but leaves it to a person', async () => {
    const { takeAt, rows, charges } = aPaymentProcessor();
    rows.set(order.eventId, aPaymentRow());

    expect(await takeAt(SAFE_WINDOW)(order)).toEqual({ kind: 'in-review' });

    expect(charges).toEqual([]);
    expect(rows.get(order.eventId)).toMatchObject({
      state: 'IN_REVIEW',
      attempts: 2,
      reviewReason: 'the gateway holds no such charge',
    });
  });

  it('says nothing new about when a charge may land, since it sends none', async () => {
    const { takeAt, rows } = aPaymentProcessor();
    rows.set(order.eventId, aPaymentRow({ mayLandUntil: at(700) }));

    await takeAt(SAFE_WINDOW)(order);

    expect(rows.get(order.eventId)).toMatchObject({ mayLandUntil: at(700) });
  });

  it('looks an event up that is older than the window at its first claim, and charges nothing', async () => {
    const { takeAt, rows, charges, lookedUp } = aPaymentProcessor();

    expect(await takeAt(SAFE_WINDOW)(order)).toEqual({ kind: 'in-review' });

    expect({ charges, lookedUp }).toEqual({ charges: [], lookedUp: [order.eventId] });
    expect(rows.get(order.eventId)).not.toHaveProperty('mayLandUntil', expect.anything());
  });

  it('still looks it up at a later attempt, although that is soon after its first claim', async () => {
    const { takeAt, charges } = aPaymentProcessor({
      find: async () => ({ kind: 'unknown', mayHaveCharged: false, reason: 'the list failed' }),
    });
    await takeAt(SAFE_WINDOW)(order);

    expect(await takeAt(SAFE_WINDOW + 1)(order)).toMatchObject({ kind: 'unknown' });
    expect(charges).toEqual([]);
  });

  it('keeps the claim for another try when the look-up fails', async () => {
    const { takeAt, rows } = aPaymentProcessor({
      find: async () => ({ kind: 'unknown', mayHaveCharged: false, reason: 'the list failed' }),
    });

    expect(await takeAt(SAFE_WINDOW)(order)).toEqual({ kind: 'unknown', reason: 'the list failed' });
    expect(rows.get(order.eventId)).toMatchObject({ state: 'CHARGING', leaseUntil: at(SAFE_WINDOW) });
  });
});
