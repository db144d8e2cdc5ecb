import { describe, expect, it } from 'vitest';
import { airwallexState, readAirwallexIntent } from '../../../functions/payments/airwallex-payment-intent.ts';
import { aPaymentRequest } from '../../doubles/payment-builders.ts';

const payment = aPaymentRequest();
const intent = {
  id: 'int_1',
  status: 'REQUIRES_PAYMENT_METHOD',
  amount: 12.5,
  captured_amount: 0,
  currency: 'EUR',
  merchant_order_id: payment.orderId,
  created_at: '2026-01-01T12:00:00+0000',
  metadata: { eventId: payment.eventId },
};
const succeeded = { ...intent, status: 'SUCCEEDED', captured_amount: 12.5 };

const stateOf = (response: object) => airwallexState(readAirwallexIntent(response), payment);

describe('tell what has become of an intent at Airwallex', () => {
  it.each([
    ['is to be confirmed', intent, { kind: 'open' }],
    [
      'was declined',
      { ...intent, latest_payment_attempt: { failure_code: 'issuer_declined' } },
      { kind: 'declined', code: 'issuer_declined' },
    ],
    [
      'was declined without a code',
      { ...intent, latest_payment_attempt: {} },
      { kind: 'declined', code: 'payment_failed' },
    ],
    [
      'waits for the customer',
      { ...intent, status: 'REQUIRES_CUSTOMER_ACTION' },
      { kind: 'declined', code: 'authentication_required' },
    ],
    ['is under way', { ...intent, status: 'PENDING' }, { kind: 'processing' }],
    ['was captured', succeeded, { kind: 'succeeded' }],
    ['was cancelled', { ...intent, status: 'CANCELLED' }, { kind: 'canceled' }],
  ])('knows that it %s', (_what, response, state) => {
    expect(stateOf(response)).toEqual(state);
  });

  it.each<[string, object]>([
    ['amount', { ...succeeded, amount: 12.51 }],
    ['captured_amount', { ...succeeded, captured_amount: 12.49 }],
    ['captured_amount', { ...succeeded, captured_amount: null }],
    ['captured_amount', { ...succeeded, status: 'CANCELLED' }],
    ['currency', { ...succeeded, currency: 'USD' }],
    ['merchant_order_id', { ...succeeded, merchant_order_id: 'another' }],
    ['eventId', { ...succeeded, metadata: null }],
  ])('contradicts where it differs in %s', (name, response) => {
    expect(stateOf(response)).toEqual({ kind: 'contradiction', reason: `the payment intent differs in ${name}` });
  });

  it.each(['REQUIRES_CAPTURE', 'PENDING_REVIEW'])('contradicts where it is %s, which nobody asked for', (status) => {
    expect(stateOf({ ...intent, status })).toMatchObject({
      kind: 'contradiction',
      reason: expect.stringContaining(status),
    });
  });

  it('reads nothing else as an intent', () => {
    for (const response of [undefined, {}, { ...intent, id: 'pi_1' }, { ...intent, amount: '12.5' }])
      expect(() => readAirwallexIntent(response)).toThrow('the response is not a payment intent');
  });
});
