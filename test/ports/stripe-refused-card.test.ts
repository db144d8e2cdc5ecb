import { describe, expect, it } from 'vitest';
import { aChargeRequest } from '../doubles/payment-gateway-builders.ts';
import { gatewayAt, serveGateway } from '../harness/gateway-at.ts';
import { rawAnswer } from '../harness/raw-server.ts';

describe('a refused card', () => {
  const request = aChargeRequest();
  const { eventId, orderId } = request;
  const refusal = { type: 'card_error', code: 'card_declined', decline_code: 'expired_card' };
  const intent = {
    id: 'pi_1',
    status: 'requires_payment_method',
    amount: 1_250,
    amount_received: 0,
    currency: 'eur',
    metadata: { orderId, eventId },
    last_payment_error: refusal,
  };
  /** Charges where the card is refused, with this payment intent. */
  async function refuse(payment_intent?: object) {
    const body = JSON.stringify({ error: { ...refusal, message: 'No.', payment_intent } });
    const { address } = await serveGateway((socket) => socket.end(rawAnswer(402, body)));
    return gatewayAt(`http://${address}`).charge(request);
  }

  it('declines the payment that it names', async () => {
    expect(await refuse(intent)).toEqual({ kind: 'declined', reference: 'pi_1', code: 'expired_card' });
  });

  it('declines without a reference where it names none', async () => {
    expect(await refuse()).toEqual({ kind: 'declined', reference: null, code: 'expired_card' });
  });

  it.each([
    ['order', { metadata: { orderId: 'another', eventId } }],
    ['amount', { amount: 1 }],
    ['currency', { currency: 'usd' }],
  ])('is left to a person where the payment that it names is of another %s', async (_what, differing) => {
    expect(await refuse({ ...intent, ...differing })).toMatchObject({ kind: 'contradiction', reference: 'pi_1' });
  });

  it('is no decline where the payment that it names succeeded', async () => {
    const succeeded = { ...intent, status: 'succeeded', amount_received: 1_250 };

    expect(await refuse(succeeded)).toEqual({ kind: 'captured', reference: 'pi_1' });
  });

  it.each([['processing'], ['requires_capture']])('is no decline where it is %s', async (status) => {
    expect(await refuse({ ...intent, status })).toMatchObject({ kind: 'unknown', mayHaveCharged: true });
  });
});
