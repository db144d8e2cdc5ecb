import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPaymentRequest } from '../doubles/payment-builders.ts';
import { type PaymentGatewaySubject, paymentGateways } from './payment-gateways.ts';

describe.each(Object.entries(paymentGateways))('the payment gateway, %s', (_name, make) => {
  let subject: PaymentGatewaySubject;
  beforeAll(async () => {
    subject = await make();
  });
  afterAll(() => subject.close());

  describe('confirming an intent', () => {
    it('captures once, as often as it is confirmed', async () => {
      const { request, intentId, response } = await subject.confirmed('pm_card_visa');

      expect(response).toEqual({ kind: 'succeeded' });
      const again = await Promise.all([1, 2, 3].map(() => subject.gateway.confirm(intentId, request)));
      expect(new Set(again.map(({ kind }) => kind))).toEqual(new Set(['succeeded']));
      expect(await subject.captures(request.eventId)).toBe(1);
    });

    it.each([
      ['pm_card_chargeDeclined', undefined],
      ['pm_card_authenticationRequired', 'authentication_required'],
      ['pm_requires_action', 'authentication_required'],
    ])('declines %s with its code', async (paymentMethod, code = subject.words.declined) => {
      const { request, intentId, response } = await subject.confirmed(paymentMethod);

      expect(response).toEqual({ kind: 'declined', code });
      expect(await subject.gateway.retrieve(intentId, request)).toEqual({ kind: 'declined', code });
      expect(await subject.captures(request.eventId)).toBe(0);
    });

    it('is not final while the payment is processing', async () => {
      const { request, intentId, response } = await subject.confirmed('pm_processing');

      expect(response).toEqual({ kind: 'processing' });
      expect(await subject.gateway.cancel(intentId, request)).toEqual({ kind: 'processing' });
    });

    it('is unknown where no answer comes, and shows what happened when it is looked at', async () => {
      const [captured, lost] = [
        await subject.confirmed('pm_timeout_after_charge'),
        await subject.confirmed('pm_timeout_before_charge'),
      ];

      expect([captured.response, lost.response]).toMatchObject([{ kind: 'unknown' }, { kind: 'unknown' }]);
      expect(await subject.gateway.retrieve(captured.intentId, captured.request)).toEqual({ kind: 'succeeded' });
      expect(await subject.gateway.retrieve(lost.intentId, lost.request)).toEqual({ kind: 'open' });
    });

    it('contradicts a payment of another amount', async () => {
      const request = aPaymentRequest();
      const intentId = await subject.create(request);

      expect(await subject.gateway.confirm(intentId, { ...request, amount: 99 })).toMatchObject({
        kind: 'contradiction',
      });
    });

    it('contradicts where the gateway has lost the intent', async () => {
      const request = aPaymentRequest();

      for (const call of ['confirm', 'retrieve', 'cancel'] as const)
        expect(await subject.gateway[call]('pi_nobody_made_this', request)).toMatchObject({ kind: 'contradiction' });
    });
  });

  describe('cancelling an intent', () => {
    it.each(['pm_card_chargeDeclined', 'pm_requires_action'])(
      'makes sure that %s can not be captured any more',
      async (paymentMethod) => {
        const { request, intentId } = await subject.confirmed(paymentMethod);

        expect(await subject.gateway.cancel(intentId, request)).toEqual({ kind: 'canceled' });
        expect(await subject.gateway.cancel(intentId, request)).toEqual({ kind: 'canceled' });
        expect(await subject.gateway.confirm(intentId, request)).toEqual({ kind: 'canceled' });
        expect(await subject.captures(request.eventId)).toBe(0);
      },
    );

    it('cancels an intent that nobody has confirmed, and tells of one that has captured', async () => {
      const open = aPaymentRequest();
      const { request, intentId } = await subject.confirmed('pm_card_visa');

      expect(await subject.gateway.cancel(await subject.create(open), open)).toEqual({ kind: 'canceled' });
      expect(await subject.gateway.cancel(intentId, request)).toEqual({ kind: 'succeeded' });
    });
  });
});
