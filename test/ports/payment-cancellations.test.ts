import { beforeEach, describe, expect, it } from 'vitest';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { dynamoCancellations } from '../../functions/payment-canceller/dynamo-cancellations.ts';
import { dynamoRefunds } from '../../functions/payments/dynamo-refunds.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';
import { AT, dueShard, LATER } from './payment-ledgers.ts';

const subjects = {
  'in memory': async () => {
    const { cancellations, refunds } = inMemoryPayments();
    return { cancellations, refunds };
  },
  'in DynamoDB': async () => {
    const dynamo = testDynamoDb();
    const table = { dynamo, table: await createPaymentsTable(dynamo) };
    return { cancellations: dynamoCancellations(table), refunds: dynamoRefunds(table) };
  },
};

const decided = { gatewayReference: 'pi_1', decidedAt: '2026-01-01T12:00:00.500Z' };
const parked = { dueAt: AT, dueShard, parkReason: 'no answer', parkedSince: AT };
const { eventId } = aPaymentRow();
const at2027 = '2027-01-01T00:00:00.000Z';

describe.each(Object.entries(subjects))('a payment whose order is cancelled, %s', (_name, make) => {
  let subject: Awaited<ReturnType<typeof make>>;
  beforeEach(async () => {
    subject = await make();
  });
  const put = async (differing: Partial<PaymentRow>) => {
    const row = aPaymentRow(differing);
    expect(await subject.cancellations.insert(row)).toBeUndefined();
    return row;
  };
  const stored = () => subject.cancellations.find(eventId);

  describe('cancelling', () => {
    it.each<[Partial<PaymentRow>, Partial<PaymentRow>]>([
      [{}, { cancelRequested: true, dueAt: LATER, dueShard }],
      [parked, { cancelRequested: true, dueAt: LATER }],
      [{ state: 'IN_REVIEW', ...decided }, { cancelRequested: true }],
      [
        { state: 'REFUND_DUE', ...decided },
        { dueAt: LATER, dueShard },
      ],
    ])('changes of %o only what a cancellation changes', async (differing, change) => {
      const row = await put(differing);

      expect(await subject.cancellations.cancel(row, LATER)).toBeUndefined();
      expect(await stored()).toEqual({ ...row, ...change });
    });

    it('has a captured payment refunded, as a first attempt that was never parked', async () => {
      const captured = { state: 'CAPTURED', ...decided } as const;
      const row = await put({ ...captured, attempts: 7, parkReason: 'no answer', parkedSince: AT });

      expect(await subject.cancellations.cancel(row, LATER)).toBeUndefined();
      const due = { state: 'REFUND_DUE', attempts: 0, dueAt: LATER, dueShard } as const;
      expect(await stored()).toEqual(aPaymentRow({ ...captured, ...due }));
    });

    it.each<[string, Partial<PaymentRow>, Partial<PaymentRow>]>([
      ['captured meanwhile', {}, { state: 'CAPTURED', ...decided }],
      ['resolved meanwhile', { state: 'IN_REVIEW' }, { state: 'DECLINED' }],
      ['refunded meanwhile', { state: 'REFUND_DUE', ...decided }, { state: 'REFUNDED', ...decided }],
      ['made due meanwhile', { state: 'REFUND_DUE', ...decided }, { state: 'REFUND_DUE', ...decided, dueAt: AT }],
      ['cancelled meanwhile', { state: 'CAPTURED', ...decided }, { state: 'REFUND_DUE', ...decided, dueAt: AT }],
    ])('changes nothing of a payment that was %s, and answers it', async (_what, seen, differing) => {
      const row = await put(differing);

      expect(await subject.cancellations.cancel(aPaymentRow(seen), LATER)).toEqual(row);
      expect(await stored()).toEqual(row);
    });

    it('makes no row where there is none', async () => {
      await expect(subject.cancellations.cancel(aPaymentRow(), AT)).rejects.toThrow();
      expect(await stored()).toBeUndefined();
    });

    it.each(['DECLINED', 'VOID', 'REFUNDED'] as const)('has no change for %s', async (state) => {
      const row = await put({ state });

      await expect(subject.cancellations.cancel(row, AT)).rejects.toThrow('nothing to cancel');
    });
  });

  describe('refunding', () => {
    const due = { state: 'REFUND_DUE', ...decided, dueAt: AT, dueShard } as const;
    const parking = { dueAt: LATER, reason: 'no answer', now: AT };

    it('ends a payment whose refund is due, as often as it is said', async () => {
      const row = await put(due);

      expect(await subject.refunds.refunded(row, LATER)).toBeUndefined();
      expect(await subject.refunds.refunded(row, at2027)).toBeUndefined();
      expect(await stored()).toEqual(aPaymentRow({ state: 'REFUNDED', ...decided, decidedAt: LATER }));
    });

    it.each<Partial<PaymentRow>>([{}, { state: 'CAPTURED' }, { state: 'VOID' }])(
      'ends no other payment: %o',
      async (differing) => {
        const row = await put(differing);

        expect(await subject.refunds.refunded(row, LATER)).toEqual(row);
        expect(await subject.refunds.parkRefund(row, parking)).toEqual(row);
        expect(await stored()).toEqual(row);
      },
    );

    it('parks it and counts the attempt once, also when the same write comes twice', async () => {
      const row = await put(due);

      expect(await subject.refunds.parkRefund(row, parking)).toBeUndefined();
      expect(await subject.refunds.parkRefund(row, parking)).toBeUndefined();
      const parked = { ...row, dueAt: LATER, parkReason: 'no answer', parkedSince: AT, attempts: row.attempts + 1 };
      expect(await stored()).toEqual(parked);
      await subject.refunds.parkRefund(parked, { ...parking, dueAt: at2027, now: LATER });
      expect(await stored()).toMatchObject({ parkedSince: AT, attempts: row.attempts + 2 });
    });

    it('parks nothing that is due at another time than it was seen', async () => {
      const row = await put(due);

      expect(await subject.refunds.parkRefund({ ...row, dueAt: LATER }, { ...parking, dueAt: at2027 })).toEqual(row);
      expect(await stored()).toEqual(row);
    });

    it('makes no row where there is none', async () => {
      await expect(subject.refunds.refunded(aPaymentRow(), AT)).rejects.toThrow();
      await expect(subject.refunds.parkRefund(aPaymentRow(), parking)).rejects.toThrow();
      expect(await stored()).toBeUndefined();
    });
  });
});
