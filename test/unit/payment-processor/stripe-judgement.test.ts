import { describe, expect, it } from 'vitest';
import { judge } from '../../../functions/payment-processor/stripe-judgement.ts';
import type { StripePaymentIntent } from '../../../functions/payment-processor/stripe-payment-intent.ts';
import { aChargeRequest } from '../../doubles/payment-gateway-builders.ts';

const request = aChargeRequest();

const anIntent = (differing: Partial<StripePaymentIntent> = {}): StripePaymentIntent => ({
  id: 'pi_1',
  status: 'succeeded',
  amount: request.amount,
  amount_received: request.amount,
  currency: 'eur',
  metadata: { orderId: request.orderId, eventId: request.eventId },
  ...differing,
});

const cardError = { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' };

describe('judge a payment intent', () => {
  it('takes a success that equals the request for a capture', () => {
    expect(judge(anIntent(), request)).toEqual({ kind: 'captured', reference: 'pi_1' });
  });

  it.each<[string, Partial<StripePaymentIntent>]>([
    ['amount', { amount: 1 }],
    ['amount_received', { amount_received: 1 }],
    ['currency', { currency: 'usd' }],
    ['orderId', { metadata: { orderId: 'ord_2', eventId: request.eventId } }],
    ['eventId', { metadata: { orderId: request.orderId } }],
  ])('finds a contradiction where the %s differs', (name, differing) => {
    expect(judge(anIntent(differing), request)).toEqual({
      kind: 'contradiction',
      reference: 'pi_1',
      reason: `differs in ${name}`,
    });
  });

  it.each<[string, Partial<StripePaymentIntent>]>([
    ['insufficient_funds', { status: 'requires_payment_method', last_payment_error: cardError }],
    [
      'expired_card',
      { status: 'requires_payment_method', last_payment_error: { type: 'card_error', code: 'expired_card' } },
    ],
    ['card_declined', { status: 'requires_payment_method', last_payment_error: { type: 'card_error' } }],
    ['insufficient_funds', { status: 'canceled', last_payment_error: cardError }],
    ['canceled', { status: 'canceled' }],
  ])('takes it for declined: %s', (code, differing) => {
    const intent = anIntent({ amount_received: 0, ...differing });

    expect(judge(intent, request)).toEqual({ kind: 'declined', reference: 'pi_1', code });
  });

  it.each<[string, Partial<StripePaymentIntent>]>([
    ['processing', { status: 'processing' }],
    ['waiting for a method, with no error', { status: 'requires_payment_method' }],
    ['failed for the gateway itself', { status: 'requires_payment_method', last_payment_error: { type: 'api_error' } }],
    ['authorised only', { status: 'requires_capture' }],
  ])('decides nothing while it is %s', (_situation, differing) => {
    expect(judge(anIntent({ amount_received: 0, ...differing }), request)).toMatchObject({ kind: 'open' });
  });
});
