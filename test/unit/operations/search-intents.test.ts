import { describe, expect, it } from 'vitest';
import type { PlacedIntent } from '../../doubles/in-memory-payment-operations.ts';
import { orderIdOf } from '../../doubles/order-builders.ts';
import { at } from '../../harness/payments.ts';
import { anIntent, anOperator, NOT_ANSWERED, type Situation, withoutIntent } from './reviewing.ts';

describe('resolve a payment whose intent nobody recorded', () => {
  const row = withoutIntent;

  it('cancels all that the gateway lists from five minutes before the first attempt on', async () => {
    const intents = [anIntent('requires_confirmation'), anIntent('requires_payment_method', { id: 'pi_2' })];
    const { run, calls, statuses } = anOperator({ row, intents });

    expect(await run()).toMatchObject({ state: 'DECLINED' });

    expect(calls).toEqual([`list since ${at(-300)}`, 'cancel pi_1', 'cancel pi_2']);
    expect(statuses()).toEqual(['canceled', 'canceled']);
  });

  it('captures the one that has captured, records it, and cancels the others', async () => {
    const intents = [anIntent('requires_confirmation'), anIntent('succeeded', { id: 'pi_2' })];
    const anOther = anOperator({ row, intents });

    expect(await anOther.run()).toEqual({ kind: 'resolved', state: 'CAPTURED', gatewayReference: 'pi_2' });
    expect(anOther.row()).toMatchObject({ state: 'CAPTURED', intentId: 'pi_2' });
    expect(anOther.statuses()).toEqual(['canceled', 'succeeded']);
  });

  it('declines it when the gateway lists nothing', async () => {
    const ofAnother = anIntent('succeeded', { orderId: orderIdOf(2) });

    expect(await anOperator({ row, intents: [ofAnother] }).run()).toMatchObject({
      state: 'DECLINED',
      gatewayReference: null,
    });
  });

  it.each<[string, Situation, RegExp]>([
    [
      'there are two captures',
      { intents: [anIntent('succeeded'), anIntent('succeeded', { id: 'pi_2' })] },
      /more than once: pi_1, pi_2/,
    ],
    [
      'one may still capture beside one that has',
      { intents: [anIntent('succeeded'), anIntent('processing', { id: 'pi_2' })] },
      /pi_2 is processing/,
    ],
    ['the list fails', { gateway: { list: async () => NOT_ANSWERED } }, /no answer/],
  ])('leaves it in review where %s', async (_what, situation, reason) => {
    const anOther = anOperator({ row, ...situation });

    expect(await anOther.run()).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) });
    expect(anOther.row()).toEqual(row);
  });
});

describe('resolve a payment by an intent that the operator names', () => {
  const byHand = anIntent('succeeded', { id: 'pi_9', orderId: undefined });
  const reference = 'pi_9';

  it('takes one that a person made with the same money, beside all that the gateway lists', async () => {
    const { run, calls } = anOperator({ row: withoutIntent, intents: [byHand, anIntent('requires_confirmation')] });

    expect(await run({ reference })).toMatchObject({ state: 'CAPTURED', gatewayReference: 'pi_9' });
    expect(calls).toContain('cancel pi_1');
  });

  it('takes it instead of a recorded one that the gateway has lost', async () => {
    expect(await anOperator({ intents: [byHand] }).run({ reference })).toMatchObject({ state: 'CAPTURED' });
  });

  it('cancels the recorded one, too', async () => {
    const { run, calls } = anOperator({ intents: [anIntent('requires_confirmation'), byHand] });

    await run({ reference });

    expect(calls).toEqual(['find pi_9', 'find pi_1', 'cancel pi_1', 'cancel pi_9']);
  });

  it.each<[string, readonly PlacedIntent[], RegExp]>([
    ["is another order's", [{ ...byHand, orderId: orderIdOf(2) }], /pi_9 is the payment of another order/],
    ['has other money and no order', [{ ...byHand, difference: 'it differs in amount' }], /pi_9 names no order/],
    ['is not there', [], /the gateway does not know pi_9/],
  ])('refuses one that %s, and cancels nothing', async (_what, intents, reason) => {
    const { run, calls } = anOperator({ intents: [anIntent('requires_confirmation'), ...intents] });

    expect(await run({ reference })).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) });
    expect(calls).toEqual(['find pi_9']);
  });
});
