import { describe, expect, it } from 'vitest';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import { at } from '../../harness/payments.ts';
import { anIntent, anOperator, inReview, NOT_ANSWERED, type Situation, withoutIntent } from './reviewing.ts';

describe('resolve a payment that is in review', () => {
  it('declines it when the gateway cancels its intent, with who decided and why', async () => {
    const { run, row, statuses } = anOperator({ intents: [anIntent('requires_confirmation')] });

    expect(await run()).toEqual({ kind: 'resolved', state: 'DECLINED', gatewayReference: 'pi_1' });

    expect(statuses()).toEqual(['canceled']);
    expect(row()).toEqual({
      ...inReview,
      state: 'DECLINED',
      gatewayReference: 'pi_1',
      declineCode: 'not_charged',
      decidedAt: at(3_600),
      resolution: { by: 'ann', reason: 'ticket 81', at: at(3_600) },
    });
  });

  it('captures it when the gateway answers the cancellation that it has captured', async () => {
    const { run, row } = anOperator({ intents: [anIntent('succeeded')] });

    expect(await run()).toEqual({ kind: 'resolved', state: 'CAPTURED', gatewayReference: 'pi_1' });
    expect(row()).toMatchObject({ state: 'CAPTURED', gatewayReference: 'pi_1' });
  });

  it.each([
    ['VOID', 'requires_payment_method'],
    ['REFUND_DUE', 'succeeded'],
  ])('makes it %s when the customer has cancelled the order', async (state, status) => {
    const { run, row } = anOperator({ row: { ...inReview, cancelRequested: true }, intents: [anIntent(status)] });

    expect(await run()).toMatchObject({ kind: 'resolved', state });
    expect(row()).toMatchObject({ state, ...(state === 'REFUND_DUE' && { dueAt: at(3_600) }) });
  });

  it('declines an intent of another amount, which has captured nothing', async () => {
    const difference = 'the payment intent differs in amount';
    const { run } = anOperator({ intents: [anIntent('requires_confirmation', { amount: 1_251, difference })] });

    expect(await run()).toMatchObject({ kind: 'resolved', state: 'DECLINED' });
  });

  it('heeds a cancellation that comes while the gateway is asked', async () => {
    const meanwhile = { ...inReview, cancelRequested: true };
    const { run, row } = anOperator({ intents: [anIntent('succeeded')], meanwhile });

    expect(await run()).toMatchObject({ kind: 'resolved', state: 'REFUND_DUE' });
    expect(row()).toMatchObject({ state: 'REFUND_DUE' });
  });
});

describe('leave a payment in review', () => {
  it.each<[string, Situation, RegExp]>([
    ['is processing', { intents: [anIntent('processing')] }, /pi_1 is processing.*try again later/],
    ['was captured with another amount', { intents: [wrongCapture()] }, /pi_1 was captured, but .*amount.*; it stays/],
    ['is not known to the gateway', {}, /the gateway does not know pi_1; --reference/],
    ['can not be looked at', { gateway: { find: async () => NOT_ANSWERED } }, /pi_1: no answer/],
    [
      'was cancelled without an answer',
      { intents: [anIntent('requires_confirmation')], gateway: { cancel: async () => NOT_ANSWERED } },
      /pi_1: no answer/,
    ],
  ])('whose intent %s, and says why', async (_what, situation, reason) => {
    const { run, row } = anOperator(situation);

    expect(await run()).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) });
    expect(row()).toEqual(inReview);
  });

  it.each(['CHARGING', 'CAPTURED', 'DECLINED'] as const)('that is %s, and ask nobody', async (state) => {
    const { run, calls } = anOperator({ row: { ...inReview, state } });

    expect(await run()).toEqual({ kind: 'refused', reason: `the payment is ${state}, not IN_REVIEW` });
    expect(calls).toEqual([]);
  });

  it('that is not there', async () => {
    expect(await anOperator().run({ eventId: 'another' })).toMatchObject({ kind: 'refused' });
  });

  it('that another operator decided meanwhile', async () => {
    const meanwhile: PaymentRow = { ...inReview, state: 'CAPTURED', gatewayReference: 'pi_1' };
    const { run, row } = anOperator({ intents: [anIntent('requires_confirmation')], meanwhile });

    expect(await run()).toEqual({ kind: 'refused', reason: 'it was changed meanwhile and is CAPTURED' });
    expect(row()).toEqual(meanwhile);
  });
});

describe('a dry run', () => {
  it.each<[string, Situation, string | object]>([
    ['would cancel', { intents: [anIntent('requires_confirmation')] }, 'DECLINED'],
    ['would find captured', { intents: [anIntent('succeeded')] }, 'CAPTURED'],
    ['would find processing', { intents: [anIntent('processing')] }, { kind: 'refused' }],
    ['would find nowhere', { row: withoutIntent }, 'DECLINED'],
  ])('shows what it %s, and cancels and writes nothing', async (_what, situation, next) => {
    const { run, row, calls, statuses } = anOperator(situation);
    const before = [row(), statuses()];

    const outcome = await run({ dryRun: true });

    expect(outcome).toMatchObject({ kind: 'would-try', next });
    expect(calls.filter((call) => call.startsWith('cancel'))).toEqual([]);
    expect([row(), statuses()]).toEqual(before);
  });
});

function wrongCapture() {
  return anIntent('succeeded', { amount_received: 1_251, difference: 'the payment intent differs in amount_received' });
}
