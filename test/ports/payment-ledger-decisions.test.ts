import { beforeEach, describe, expect, it } from 'vitest';
import type { Decision, PaymentLedger } from '../../functions/payments/payment-ledger.ts';
import { dueShardOf } from '../../functions/payments/payment-rows.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import {
  AT,
  capturedDecision,
  declinedDecision,
  dueShard,
  first,
  LATER,
  paymentLedgers,
  unsent,
} from './payment-ledgers.ts';

describe.each(Object.entries(paymentLedgers))('the payment ledger, %s', (_name, make) => {
  let ledger: PaymentLedger;
  const row = (eventId = first.eventId) => ledger.find(eventId);
  beforeEach(async () => {
    ledger = await make();
    await ledger.insert(first);
    await ledger.insert(unsent);
  });

  describe('deciding', () => {
    it.each<[string, Decision, object]>([
      ['CAPTURED', capturedDecision, { gatewayReference: 'pi_1' }],
      ['DECLINED', declinedDecision, { gatewayReference: 'pi_1', declineCode: 'expired_card' }],
      [
        'IN_REVIEW',
        { kind: 'in-review', gatewayReference: 'pi_1', reviewReason: 'why' },
        { gatewayReference: 'pi_1', reviewReason: 'why' },
      ],
    ])(
      'decides %s and takes the row off the index, also when the same decision comes twice',
      async (state, decision, facts) => {
        await ledger.park(first, { dueAt: AT, reason: 'no answer', now: first.leaseUntil });

        expect([await ledger.decide(first, decision, AT), await ledger.decide(first, decision, AT)]).toEqual([
          undefined,
          undefined,
        ]);
        const parked = { parkReason: 'no answer', parkedSince: first.leaseUntil };
        expect(await row()).toEqual({ ...first, ...parked, state, decidedAt: AT, ...facts });
      },
    );

    it('records the intent of a contradiction, so that an operator can cancel it', async () => {
      await ledger.decide(unsent, { kind: 'in-review', gatewayReference: 'pi_9', reviewReason: 'why' }, AT);

      expect(await row('unsent')).toMatchObject({ state: 'IN_REVIEW', intentId: 'pi_9' });
    });

    it.each<[string, Decision, object]>([
      ['captured', capturedDecision, { state: 'REFUND_DUE', dueAt: AT, dueShard }],
      ['not captured', declinedDecision, { state: 'VOID' }],
    ])('takes a cancellation into account: %s', async (_situation, decision, expected) => {
      const cancelled = aPaymentRow({ eventId: first.eventId, orderId: 'ord_2', cancelRequested: true });
      ledger = await make();
      await ledger.insert(cancelled);

      expect(await ledger.decide(first, decision, AT)).toEqual(cancelled);
      expect(await ledger.decide(cancelled, decision, AT)).toBeUndefined();
      expect(await row()).toMatchObject(expected);
    });

    it('makes a refund due as a first attempt that was never parked', async () => {
      const cancelled = aPaymentRow({ eventId: 'parked', cancelRequested: true, dueAt: LATER, attempts: 4 });
      await ledger.insert({ ...cancelled, parkReason: 'no answer', parkedSince: AT });

      expect(await ledger.decide(cancelled, capturedDecision, AT)).toBeUndefined();
      const due = { state: 'REFUND_DUE', dueAt: AT, dueShard: dueShardOf('parked'), attempts: 0 };
      expect(await row('parked')).toEqual({ ...cancelled, ...due, gatewayReference: 'pi_1', decidedAt: AT });
    });

    it('decides nothing for another intent than the recorded one', async () => {
      expect(await ledger.decide({ ...first, intentId: 'pi_2' }, capturedDecision, AT)).toEqual(first);
      expect(await ledger.decide(unsent, { ...declinedDecision, gatewayReference: null }, AT)).toBeUndefined();
      await ledger.insert(aPaymentRow({ eventId: 'with-intent' }));
      const without = { ...unsent, eventId: 'with-intent' };
      expect(await ledger.decide(without, { ...declinedDecision, gatewayReference: null }, AT)).toMatchObject({
        state: 'CHARGING',
      });
    });
  });

  describe('giving a payment to the retrier', () => {
    const parking = { dueAt: LATER, reason: 'no answer', now: AT };

    it('parks it, with the reason and since when', async () => {
      expect(await ledger.park(first, parking)).toBeUndefined();
      expect(await ledger.park(first, { ...parking, now: LATER, reason: 'again' })).toBeUndefined();

      const parked = { dueAt: LATER, dueShard, leaseUntil: LATER, parkReason: 'again', parkedSince: AT };
      expect(await row()).toEqual({ ...first, ...parked });
    });

    it('gives back what sent nothing, and counts it once when the same comes twice', async () => {
      expect([await ledger.release(first, AT), await ledger.release(first, AT)]).toEqual([undefined, undefined]);
      expect(await row()).toEqual({ ...first, leaseUntil: AT, attempts: 0 });
    });

    it('makes a row due at the end of its lease, whoever holds it', async () => {
      await ledger.dueAfterLease({ ...first, owner: 'anybody' });

      expect(await row()).toEqual({ ...first, dueAt: first.leaseUntil, dueShard });
    });
  });
});
