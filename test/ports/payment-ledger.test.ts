import { beforeEach, describe, expect, it } from 'vitest';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { PaymentLedger } from '../../functions/payments/payment-ledger.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import {
  AT,
  capturedDecision,
  declinedDecision,
  dueShard,
  first,
  LATER,
  paymentLedgers,
  second,
  takeover,
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

  describe('claiming', () => {
    it('inserts a new payment, also when the same claim comes twice', async () => {
      const other = aPaymentRow({ eventId: 'another' });

      expect([await ledger.insert(other), await ledger.insert(other)]).toEqual([undefined, undefined]);
      expect(await row('another')).toEqual(other);
    });

    it("answers another attempt's row and leaves it as it is", async () => {
      expect(await ledger.insert({ ...second, firstAttemptAt: AT })).toEqual(first);
      expect(await row()).toEqual(first);
    });

    it('lets exactly one of many simultaneous attempts claim a new payment', async () => {
      const claims = Array.from({ length: 10 }, (_, number) => aPaymentRow({ eventId: 'raced', owner: `o${number}` }));

      const answers = await Promise.all(claims.map((claim) => ledger.insert(claim)));

      expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
    });

    it('takes a claim over and counts one attempt, also when the same takeover comes twice', async () => {
      expect(await ledger.takeOver(first, takeover)).toEqual({ claim: second });
      expect(await ledger.takeOver(first, takeover)).toEqual({ claim: second });
      expect(await row()).toEqual(second);
    });

    it('leaves on the row when it is due', async () => {
      await ledger.park(first, { dueAt: AT, reason: 'no answer', now: AT });
      const parked = await row();

      await ledger.takeOver(parked ?? first, takeover);

      expect(await row()).toMatchObject({ owner: 'second', dueAt: AT, dueShard });
    });

    it('gives a row without an intent what its retry needs, and the record that it came by', async () => {
      const source = { topic: 'orders', partition: 9, offset: 8, timestamp: 7 };
      const more = { paymentMethod: 'pm_card_visa', gatewayCustomer: 'cus_1', intentsUnknown: true, source };

      await ledger.takeOver(unsent, { ...takeover, ...more });

      expect(await row('unsent')).toMatchObject(more);
    });

    it('lets exactly one of many simultaneous attempts take a claim over', async () => {
      const attempts = Array.from({ length: 10 }, (_, number) => ({ ...takeover, owner: `o${number}` }));

      const taken = await Promise.all(attempts.map((attempt) => ledger.takeOver(first, attempt)));

      expect(taken.filter((answer) => 'claim' in answer)).toHaveLength(1);
      expect(await row()).toMatchObject({ attempts: 2 });
    });

    it.each<[string, (seen: PaymentRow) => Promise<unknown>]>([
      ['has another owner by now', (seen) => ledger.takeOver(seen, takeover)],
      ['was given back meanwhile', (seen) => ledger.release(seen, AT)],
      ['is decided', (seen) => ledger.decide(seen, capturedDecision, AT)],
    ])('takes no claim over that %s', async (_situation, meanwhile) => {
      await meanwhile(first);
      const before = await row();

      expect(await ledger.takeOver(first, { ...takeover, owner: 'third' })).toEqual({ obstacle: before });
      expect(await row()).toEqual(before);
    });
  });

  describe('recording an intent', () => {
    it('writes it once, also when the same record comes twice', async () => {
      expect(await ledger.recordIntent(unsent, 'pi_1')).toBeUndefined();
      expect(await ledger.recordIntent(unsent, 'pi_1')).toBeUndefined();
      expect(await ledger.recordIntent(unsent, 'pi_2')).toMatchObject({ intentId: 'pi_1' });
      expect(await row('unsent')).toEqual({ ...unsent, intentId: 'pi_1' });
    });

    it.each<[string, () => Promise<unknown>]>([
      ['was taken over', () => ledger.takeOver(unsent, takeover)],
      ['is decided', () => ledger.decide(unsent, { ...declinedDecision, gatewayReference: null }, AT)],
    ])('writes none onto a row that %s', async (_situation, meanwhile) => {
      await meanwhile();
      const before = await row('unsent');

      expect(await ledger.recordIntent(unsent, 'pi_1')).toEqual(before);
      expect(await row('unsent')).toEqual(before);
    });
  });

  describe('an attempt that wakes too late', () => {
    const decision = () => ledger.decide(first, capturedDecision, LATER);
    const writes = {
      park: () => ledger.park(first, { dueAt: LATER, reason: 'late', now: LATER }),
      release: () => ledger.release(first, LATER),
      decide: () => ledger.decide(first, declinedDecision, LATER),
    };

    it.each(Object.entries(writes))('changes nothing after a takeover: %s', async (_write, late) => {
      await ledger.takeOver(first, takeover);

      expect(await late()).toEqual(second);
      expect(await row()).toEqual(second);
    });

    it.each(Object.entries(writes))('changes nothing after the decision: %s', async (_write, late) => {
      await decision();
      const before = await row();

      expect(await late()).toEqual(before);
      await ledger.dueAfterLease(first);
      expect(await row()).toEqual(before);
    });

    it.each([
      ['takeOver', () => ledger.takeOver(aPaymentRow({ eventId: 'absent' }), takeover)],
      ['recordIntent', () => ledger.recordIntent(aPaymentRow({ eventId: 'absent' }), 'pi_1')],
      ['decide', () => ledger.decide(aPaymentRow({ eventId: 'absent' }), capturedDecision, AT)],
      ['park', () => ledger.park(aPaymentRow({ eventId: 'absent' }), { dueAt: AT, reason: '', now: AT })],
      ['release', () => ledger.release(aPaymentRow({ eventId: 'absent' }), AT)],
      ['dueAfterLease', () => ledger.dueAfterLease(aPaymentRow({ eventId: 'absent' }))],
    ])('makes no row where there is none: %s', async (_write, write) => {
      await expect(write()).rejects.toThrow();
      expect(await row('absent')).toBeUndefined();
    });
  });
});
