import { describe, expect, it } from 'vitest';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import type { LookUpAnswer } from '../../../functions/payment-processor/payment-gateway.ts';
import { type ReviewCommand, resolveReview } from '../../../functions/payment-processor/resolve-review.ts';
import { inMemoryPayments } from '../../doubles/in-memory-payments.ts';
import { PLACED_AT } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { after, at } from '../../harness/payment-processor.ts';

const LANDS = 700;
const inReview = aPaymentRow({
  state: 'IN_REVIEW',
  reviewReason: 'the gateway holds no such charge',
  decidedAt: at(10),
  mayLandUntil: at(LANDS),
});
const { eventId, orderId, amount, currency } = inReview;
const NOT_FOUND: LookUpAnswer = { kind: 'not-found' };
const CAPTURED: LookUpAnswer = { kind: 'captured', reference: 'pi_1' };
const DECLINED: LookUpAnswer = { kind: 'declined', reference: 'pi_1', code: 'expired_card' };

interface Situation {
  readonly row?: PaymentRow;
  readonly answer?: LookUpAnswer;
  /** When the look-up begins, in seconds. */
  readonly begins?: number;
  readonly meanwhile?: PaymentRow;
}

/** An operator before a payment; the gateway takes a minute to answer. */
function anOperator({ row = inReview, answer = NOT_FOUND, begins = LANDS + 0.001, meanwhile }: Situation = {}) {
  const { rows, review } = inMemoryPayments();
  rows.set(eventId, row);
  const lookedUp: object[] = [];
  let seconds = begins;
  const resolve = resolveReview({
    ledger: review,
    orders: { placedAt: async (id) => (id === orderId ? PLACED_AT : undefined) },
    gateway: {
      find: async (charge) => {
        lookedUp.push(charge);
        seconds += 60;
        if (meanwhile) rows.set(eventId, meanwhile);
        return answer;
      },
    },
    now: () => after(seconds),
  });
  const as = (state: ReviewCommand['as'], differing: Partial<ReviewCommand> = {}) =>
    resolve({ eventId, as: state, by: 'ann', reason: 'asked the bank', ...differing });
  return { as, row: () => rows.get(eventId), lookedUp };
}

describe('resolve a payment that is in review', () => {
  it('captures what the gateway has captured, with who says so and why', async () => {
    const { as, row, lookedUp } = anOperator({ answer: CAPTURED, begins: 20 });

    expect(await as('CAPTURED')).toMatchObject({ kind: 'resolved' });

    expect(lookedUp).toEqual([{ eventId, orderId, amount, currency, placedAt: PLACED_AT }]);
    expect(row()).toEqual({
      ...inReview,
      state: 'CAPTURED',
      gatewayReference: 'pi_1',
      decidedAt: at(80),
      resolution: { by: 'ann', reason: 'asked the bank', at: at(80) },
    });
  });

  it('declines what the gateway has declined, with its code', async () => {
    const { as, row } = anOperator({ answer: DECLINED, begins: 20 });

    expect(await as('DECLINED')).toMatchObject({ kind: 'resolved' });
    expect(row()).toMatchObject({ state: 'DECLINED', gatewayReference: 'pi_1', declineCode: 'expired_card' });
  });

  it('declines what the gateway does not know once no charge can land any more', async () => {
    const { as, row } = anOperator();

    expect(await as('DECLINED')).toMatchObject({ kind: 'resolved' });
    expect(row()).toMatchObject({ state: 'DECLINED', declineCode: 'not_charged' });
  });

  it.each([
    ['began before', LANDS - 30],
    ['began at the very moment', LANDS],
  ])('declines nothing while a charge may still land: the look-up %s', async (_when, begins) => {
    const { as, row } = anOperator({ begins });

    expect(await as('DECLINED')).toEqual({ kind: 'refused', reason: expect.stringContaining(at(LANDS)) });
    expect(row()).toEqual(inReview);
  });

  it('declines what was never sent as soon as the gateway does not know it', async () => {
    const { mayLandUntil, ...neverSent } = inReview;

    expect(await anOperator({ row: neverSent, begins: 20 }).as('DECLINED')).toMatchObject({ kind: 'resolved' });
  });

  it.each<[string, ReviewCommand['as'], LookUpAnswer]>([
    ['decline what was captured', 'DECLINED', CAPTURED],
    ['capture what was declined', 'CAPTURED', DECLINED],
    ['capture what is not there', 'CAPTURED', NOT_FOUND],
    ['capture what differs', 'CAPTURED', { kind: 'contradiction', reference: 'pi_1', reason: 'differs in amount' }],
    ['decline what differs', 'DECLINED', { kind: 'contradiction', reference: 'pi_1', reason: 'differs in amount' }],
    ['decline blindly', 'DECLINED', { kind: 'unknown', mayHaveCharged: false, reason: 'the list failed' }],
  ])('refuses, with a reason, to %s', async (_what, state, answer) => {
    const { as, row } = anOperator({ answer });

    expect(await as(state)).toEqual({ kind: 'refused', reason: expect.stringMatching(/\w/) });
    expect(row()).toEqual(inReview);
  });

  it.each(['CHARGING', 'CAPTURED', 'DECLINED'] as const)(
    'refuses a payment that is %s, and asks nobody',
    async (state) => {
      const { as, row, lookedUp } = anOperator({ row: { ...inReview, state } });

      expect(await as('DECLINED')).toEqual({ kind: 'refused', reason: `the payment is ${state}, not IN_REVIEW` });
      expect(lookedUp).toEqual([]);
      expect(row()).toEqual({ ...inReview, state });
    },
  );

  it.each([
    ['there is no such payment', { eventId: 'another' }],
    ['no reason is given', { reason: ' ' }],
    ['nobody signs', { by: '' }],
  ])('refuses when %s', async (_situation, differing) => {
    const { as, lookedUp } = anOperator();

    expect(await as('DECLINED', differing)).toMatchObject({ kind: 'refused' });
    expect(lookedUp).toEqual([]);
  });

  it('refuses when there is no such order', async () => {
    const { as } = anOperator({ row: { ...inReview, orderId: 'another' } });

    expect(await as('DECLINED')).toEqual({ kind: 'refused', reason: 'there is no order another' });
  });

  it('keeps what another operator decided during the look-up', async () => {
    const meanwhile: PaymentRow = { ...inReview, state: 'CAPTURED', gatewayReference: 'pi_2' };
    const { as, row } = anOperator({ meanwhile });

    expect(await as('DECLINED')).toEqual({ kind: 'refused', reason: 'it has become CAPTURED meanwhile' });
    expect(row()).toEqual(meanwhile);
  });

  it('only says what it would do in a dry run', async () => {
    const { as, row } = anOperator({ answer: CAPTURED });

    expect(await as('CAPTURED', { dryRun: true })).toEqual({
      kind: 'would-be-resolved',
      decision: { state: 'CAPTURED', gatewayReference: 'pi_1' },
    });
    expect(row()).toEqual(inReview);
  });
});
