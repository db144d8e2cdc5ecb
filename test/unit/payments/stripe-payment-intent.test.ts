import { describe, expect, it } from 'vitest';
import {
  differenceOf,
  isFor,
  readIntent,
  type StripePaymentIntent,
  stateOf,
} from '../../../functions/payments/stripe-payment-intent.ts';
import { aPaymentRequest } from '../../doubles/payment-builders.ts';

const payment = aPaymentRequest();
const { eventId, orderId } = payment;

const intentOf = (differing: Partial<StripePaymentIntent> = {}): StripePaymentIntent => ({
  id: 'pi_1',
  status: 'requires_confirmation',
  amount: payment.amount,
  amount_received: 0,
  currency: 'eur',
  metadata: { orderId, eventId },
  ...differing,
});

describe('find the intents of a payment', () => {
  it.each([
    [{ orderId }, true],
    [{ eventId }, true],
    [{ orderId: 'another', eventId: 'another' }, false],
    [{}, false],
  ])('identifies an intent by the order or by the event: %j', (metadata, expected) => {
    expect(isFor(payment, intentOf({ metadata }))).toBe(expected);
  });
});

describe('compare an intent with its payment', () => {
  it('finds no difference in the one that was made for it', () => {
    expect(differenceOf(intentOf(), payment)).toBeUndefined();
  });

  it.each<[string, Partial<StripePaymentIntent>]>([
    ['orderId', { metadata: { orderId: 'another', eventId } }],
    ['eventId', { metadata: { orderId, eventId: 'another' } }],
    ['amount, currency', { amount: 1, currency: 'usd' }],
    ['amount_received', { status: 'succeeded', amount_received: 1 }],
  ])('names what differs: %s', (names, differing) => {
    expect(differenceOf(intentOf(differing), payment)).toBe(`the payment intent differs in ${names}`);
  });

  it('says which status it has where none of ours has that', () => {
    expect(stateOf(intentOf({ status: 'requires_capture' }), payment)).toEqual({
      kind: 'contradiction',
      reason: 'the payment intent is requires_capture, which nobody asked for',
    });
  });
});

describe('read a response as an intent', () => {
  it('says so where it is anything else', () => {
    expect(() => readIntent({ status: 'ok' })).toThrow('the response is not a payment intent');
  });
});
