import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoPaymentLedger } from '../../functions/payment-processor/dynamo-payment-ledger.ts';
import { dynamoReviewLedger } from '../../functions/payment-processor/dynamo-review-ledger.ts';
import type { PaymentLedger } from '../../functions/payment-processor/payment-ledger.ts';
import type { ReviewLedger, ReviewResolution } from '../../functions/payment-processor/resolve-review.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { createPaymentsTable } from '../harness/flow-tables.ts';
import { testDynamoDb } from '../harness/tables.ts';

const subjects = {
  'in memory': async () => {
    const { ledger, review } = inMemoryPayments();
    return { ledger, review };
  },
  'in DynamoDB': async () => {
    const dynamo = testDynamoDb();
    const table = await createPaymentsTable(dynamo);
    return { ledger: dynamoPaymentLedger({ dynamo, table }), review: dynamoReviewLedger({ dynamo, table }) };
  },
};

const inReview = aPaymentRow({ state: 'IN_REVIEW', reviewReason: 'none', decidedAt: '2026-01-01T13:00:00.000Z' });
const { eventId } = inReview;
const at = '2026-01-02T09:00:00.000Z';
const captured: ReviewResolution = {
  decision: { state: 'CAPTURED', gatewayReference: 'pi_1' },
  by: 'ann',
  reason: 'it is there',
  at,
};
const declined: ReviewResolution = {
  decision: { state: 'DECLINED', gatewayReference: null, declineCode: 'not_charged' },
  by: 'bob',
  reason: 'it is not there',
  at,
};

describe.each(Object.entries(subjects))('the review ledger, %s', (_name, make) => {
  let ledger: PaymentLedger;
  let review: ReviewLedger;
  beforeEach(async () => {
    ({ ledger, review } = await make());
    await ledger.insert(inReview);
  });

  it.each([
    ['captured', captured, { state: 'CAPTURED', gatewayReference: 'pi_1' }],
    ['declined', declined, { state: 'DECLINED', declineCode: 'not_charged' }],
  ])('writes what was %s, by whom and why, and keeps the rest', async (_what, resolution, facts) => {
    expect(await review.resolve(eventId, resolution)).toBeUndefined();

    const { by, reason } = resolution;
    expect(await review.find(eventId)).toEqual({
      ...inReview,
      ...facts,
      decidedAt: at,
      resolution: { by, reason, at },
    });
  });

  it('takes its own write that it meets for a success', async () => {
    await review.resolve(eventId, captured);

    expect(await review.resolve(eventId, captured)).toBeUndefined();
  });

  it('lets exactly one of two operators resolve it', async () => {
    const answers = await Promise.all([captured, declined].map((one) => review.resolve(eventId, one)));

    expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
  });

  it.each(['CHARGING', 'CAPTURED', 'DECLINED'] as const)(
    'changes nothing of what is %s, and answers it',
    async (state) => {
      const row = aPaymentRow({ eventId: state, state });
      await ledger.insert(row);

      expect(await review.resolve(state, captured)).toEqual(row);
      expect(await review.find(state)).toEqual(row);
    },
  );

  it('finds nothing of an event that was never claimed, and makes no row of it', async () => {
    expect(await review.find('absent')).toBeUndefined();
    await review.resolve('absent', captured).catch(() => undefined);
    expect(await review.find('absent')).toBeUndefined();
  });
});
