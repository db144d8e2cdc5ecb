import { beforeEach, describe, expect, it } from 'vitest';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import type { PaymentLedger } from '../../functions/payments/payment-ledger.ts';
import { dueShardOf } from '../../functions/payments/payment-rows.ts';
import { dynamoOperatorLedger } from '../../operations/dynamo-operator-ledger.ts';
import type { ReviewLedger, ReviewResolution } from '../../operations/resolve-review.ts';
import type { RetryLedger } from '../../operations/retry-payment.ts';
import { inMemoryOperatorLedger } from '../doubles/in-memory-payment-operations.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';

const subjects = {
  'in memory': async () => {
    const { ledger, rows } = inMemoryPayments();
    return { ledger, operator: inMemoryOperatorLedger(rows) };
  },
  'in DynamoDB': async () => {
    const dynamo = testDynamoDb();
    const table = await createPaymentsTable(dynamo);
    return { ledger: dynamoPaymentLedger({ dynamo, table }), operator: dynamoOperatorLedger({ dynamo, table }) };
  },
};

const at = '2026-01-02T09:00:00.000Z';
const inReview = aPaymentRow({ state: 'IN_REVIEW', reviewReason: 'none', decidedAt: '2026-01-01T13:00:00.000Z' });
const { intentId: _, ...withoutIntent } = inReview;
const { eventId } = inReview;
const captured: ReviewResolution = {
  decision: { kind: 'captured', gatewayReference: 'pi_1' },
  by: 'ann',
  reason: 'it is there',
  at,
};
const declined: ReviewResolution = {
  decision: { kind: 'not-captured', gatewayReference: null, declineCode: 'not_charged' },
  by: 'bob',
  reason: 'it is not there',
  at,
};

describe.each(Object.entries(subjects))("the operator's ledger, %s", (_name, make) => {
  let ledger: PaymentLedger;
  let operator: ReviewLedger & RetryLedger;
  beforeEach(async () => {
    ({ ledger, operator } = await make());
    await ledger.insert(inReview);
  });
  const put = async (row: PaymentRow) => {
    await ledger.insert(row);
    return row;
  };

  describe('resolving a review', () => {
    it.each<[string, ReviewResolution, Partial<PaymentRow>]>([
      ['captured', captured, { state: 'CAPTURED', gatewayReference: 'pi_1' }],
      ['not captured', declined, { state: 'DECLINED', declineCode: 'not_charged' }],
    ])('writes what was %s, by whom and why, and keeps the rest', async (_what, resolution, facts) => {
      expect(await operator.resolve(inReview, resolution)).toBeUndefined();

      const { by, reason } = resolution;
      expect(await operator.find(eventId)).toEqual({
        ...inReview,
        ...facts,
        decidedAt: at,
        resolution: { by, reason, at },
      });
    });

    it.each<[string, ReviewResolution, Partial<PaymentRow>]>([
      ['captured', captured, { state: 'REFUND_DUE', dueAt: at, dueShard: dueShardOf('cancelled') }],
      ['not captured', declined, { state: 'VOID' }],
    ])('writes what was %s of a cancelled order', async (_what, resolution, facts) => {
      const row = await put({ ...inReview, eventId: 'cancelled', cancelRequested: true });

      expect(await operator.resolve(row, resolution)).toBeUndefined();
      expect(await operator.find('cancelled')).toMatchObject(facts);
    });

    it('makes a refund due as a first attempt that was never parked', async () => {
      const parked = { attempts: 4, parkReason: 'no answer', parkedSince: at };
      const row = await put({ ...inReview, ...parked, eventId: 'cancelled', cancelRequested: true });

      expect(await operator.resolve(row, captured)).toBeUndefined();
      const refund = await operator.find('cancelled');
      expect(refund).toMatchObject({ state: 'REFUND_DUE', attempts: 0 });
      expect(refund).not.toHaveProperty('parkReason');
      expect(refund).not.toHaveProperty('parkedSince');
    });

    it('records the intent of a row that had none', async () => {
      const row = await put({ ...withoutIntent, eventId: 'unrecorded' });

      await operator.resolve(row, captured);

      expect(await operator.find('unrecorded')).toMatchObject({ state: 'CAPTURED', intentId: 'pi_1' });
    });

    it('takes its own write that it meets for a success', async () => {
      await operator.resolve(inReview, captured);

      expect(await operator.resolve(inReview, captured)).toBeUndefined();
    });

    it('lets exactly one of two operators resolve it', async () => {
      const answers = await Promise.all([captured, declined].map((one) => operator.resolve(inReview, one)));

      expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
    });

    it.each<[string, Partial<PaymentRow>]>([
      ['whose cancellation came meanwhile', { cancelRequested: true }],
      ['that names another intent', { intentId: 'pi_2' }],
      ['that is CHARGING', { state: 'CHARGING' }],
      ['that is CAPTURED', { state: 'CAPTURED' }],
      ['that is DECLINED', { state: 'DECLINED' }],
    ])('changes nothing of a row %s, and answers it', async (_what, differing) => {
      const row = await put({ ...inReview, eventId: 'other', ...differing });

      expect(await operator.resolve({ ...inReview, eventId: 'other' }, captured)).toEqual(row);
      expect(await operator.find('other')).toEqual(row);
    });

    it('finds nothing of an event that was never claimed, and makes no row of it', async () => {
      expect(await operator.find('absent')).toBeUndefined();
      await operator.resolve({ ...inReview, eventId: 'absent' }, captured).catch(() => undefined);
      expect(await operator.find('absent')).toBeUndefined();
    });
  });

  describe('making a payment due', () => {
    it.each(['CHARGING', 'REFUND_DUE'] as const)(
      'writes when, and nothing else, onto one that is %s',
      async (state) => {
        const row = await put(aPaymentRow({ eventId: state, state }));

        expect(await operator.dueNow(row, at)).toBeUndefined();
        expect(await operator.find(state)).toEqual({ ...row, dueAt: at, dueShard: dueShardOf(state) });
      },
    );

    it.each(['CAPTURED', 'DECLINED', 'IN_REVIEW', 'VOID', 'REFUNDED'] as const)(
      'changes nothing of one that has become %s, and answers it',
      async (state) => {
        const row = await put(aPaymentRow({ eventId: state, state }));

        expect(await operator.dueNow({ ...row, state: 'CHARGING' }, at)).toEqual(row);
        expect(await operator.find(state)).toEqual(row);
      },
    );
  });
});
