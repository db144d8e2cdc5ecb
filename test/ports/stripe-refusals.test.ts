import { describe, expect, it } from 'vitest';
import { answering, callsAt, gatewayAt, request, serveGateway } from '../harness/gateway-at.ts';

interface Refusal {
  /** 400 unless it differs. */
  readonly status?: number;
  readonly code?: string;
  readonly [field: string]: unknown;
}

describe('a refusal of what concerns this order', () => {
  it.each<[string, Refusal, string]>([
    ['the amount is too small', { code: 'amount_too_small' }, 'amount_too_small'],
    ['the amount is too large', { code: 'amount_too_large' }, 'amount_too_large'],
    [
      'the card is declined',
      { status: 402, type: 'card_error', code: 'card_declined', decline_code: 'lost_card' },
      'lost_card',
    ],
    ['there is no such method', { code: 'resource_missing', param: 'payment_method' }, 'resource_missing'],
    ['there is no such customer', { code: 'resource_missing', param: 'customer' }, 'resource_missing'],
    [
      'the method belongs to a customer whom the order does not name',
      {
        code: 'parameter_missing',
        param: 'payment_method',
        message:
          'The payment_method parameter supplied pm_1 belongs to the Customer cus_1. Please include the Customer in the customer parameter on the PaymentIntent.',
      },
      'payment_method_not_usable',
    ],
    [
      'an unattached method was used before',
      {
        message:
          'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment. It may not be used again.',
      },
      'payment_method_not_usable',
    ],
  ])('declines it: %s', async (_situation, { status = 400, ...error }, code) => {
    const { responses } = await callsAt(answering(status, error));
    const [created, confirmed] = responses;

    expect(created).toEqual({ kind: 'refused', code });
    // The intent is there, so it must be cancelled first.
    expect(confirmed).toEqual({ kind: 'declined', code });
  });
});

describe('an error that carries the intent', () => {
  const { eventId, orderId } = request;
  const intent = {
    id: 'pi_1',
    status: 'requires_payment_method',
    amount: 1_250,
    amount_received: 0,
    currency: 'eur',
    metadata: { orderId, eventId },
    last_payment_error: { type: 'card_error', code: 'card_declined', decline_code: 'expired_card' },
  };
  const confirmAt = async (differing: object, status = 402) => {
    const error = { type: 'card_error', code: 'card_declined', payment_intent: { ...intent, ...differing } };
    const { address } = await serveGateway(answering(status, error));
    return gatewayAt(`http://${address}`).confirm('pi_1', request);
  };

  it.each([
    [{}, { kind: 'declined', code: 'expired_card' }],
    [{ last_payment_error: null }, { kind: 'declined', code: 'card_declined' }],
    [{ status: 'requires_action' }, { kind: 'declined', code: 'authentication_required' }],
    [{ status: 'succeeded', amount_received: 1_250 }, { kind: 'succeeded' }],
    [{ status: 'canceled' }, { kind: 'canceled' }],
    [{ status: 'processing' }, { kind: 'processing' }],
    [{ status: 'requires_confirmation' }, { kind: 'open' }],
  ])('shows its state: %j', async (differing, expected) => {
    expect(await confirmAt(differing)).toEqual(expected);
    expect(await confirmAt(differing, 400)).toEqual(expected);
  });

  it.each([
    [{ metadata: { orderId: 'another', eventId } }],
    [{ amount: 1 }],
    [{ currency: 'usd' }],
    [{ status: 'succeeded', amount_received: 1_249 }],
    [{ status: 'requires_capture' }],
  ])('contradicts the payment: %j', async (differing) => {
    expect(await confirmAt(differing)).toMatchObject({ kind: 'contradiction' });
  });

  it('is unknown where it can not be read', async () => {
    expect(await confirmAt({ metadata: 'none' })).toMatchObject({ kind: 'unknown' });
  });
});
