import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPaymentRequest } from '../doubles/payment-builders.ts';
import { type PaymentGatewaySubject, paymentGateways } from './payment-gateways.ts';

describe.each(Object.entries(paymentGateways))('the payment gateway, %s', (_name, make) => {
  let subject: PaymentGatewaySubject;
  beforeAll(async () => {
    subject = await make();
  });
  afterAll(() => subject.close());

  describe('creating an intent', () => {
    it('captures nothing', async () => {
      const request = aPaymentRequest();
      const intentId = await subject.create(request);

      expect(intentId).toMatch(subject.words.intentId);
      expect(await subject.gateway.retrieve(intentId, request)).toEqual({ kind: 'open' });
      expect(await subject.captures(request.eventId)).toBe(0);
    });

    it('answers a repetition with the same intent, whatever became of it', async () => {
      const { request, intentId } = await subject.confirmed('pm_card_visa');

      expect(await subject.create(request)).toBe(intentId);
      expect(await subject.captures(request.eventId)).toBe(1);
    });

    it('refuses an order whose payment method is not there, for the order’s own reasons', async () => {
      const request = aPaymentRequest({ paymentMethod: 'pm_unknown' });

      const created = await subject.gateway.create(request);
      const refused = created.kind === 'created' ? await subject.gateway.confirm(created.intentId, request) : created;

      expect(refused).toEqual(subject.words.unknownMethod);
      expect(await subject.captures(request.eventId)).toBe(0);
    });

    it('knows that a request can not be built', async () => {
      const request = aPaymentRequest({ paymentMethod: 'pm_\ud800' });

      expect(await subject.gateway.create(request)).toMatchObject({ kind: 'unbuildable' });
    });

    it('sees another amount than was asked for before any money moved', async () => {
      const request = aPaymentRequest({ paymentMethod: 'pm_wrong_amount' });

      expect(await subject.gateway.create(request)).toMatchObject({
        kind: 'contradiction',
        intentId: expect.stringMatching(subject.words.intentId),
      });
      expect(await subject.captures(request.eventId)).toBe(0);
    });

    it('holds a key that was used with other parameters, and declines nobody for it', async () => {
      const request = aPaymentRequest();
      await subject.create(request);

      expect(await subject.gateway.create({ ...request, paymentMethod: 'pm_card_chargeDeclined' })).toMatchObject({
        kind: 'unknown',
        misconfigured: true,
      });
    });

    it('does not know the outcome of a failure before the execution, and creates when it is repeated', async () => {
      const request = aPaymentRequest({ paymentMethod: 'pm_error_500_before_execution' });

      expect(await subject.gateway.create(request)).toMatchObject({ kind: 'unknown', misconfigured: false });
      expect(await subject.create(request)).toMatch(subject.words.intentId);
    });

    it('goes on with a second key where the gateway has saved a failure for the first', async () => {
      const request = aPaymentRequest({ paymentMethod: 'pm_error_500_sticky' });

      expect(await subject.gateway.create(request)).toMatchObject({ kind: 'unknown' });
      const intentId = await subject.create(request);

      expect(await subject.create(request)).toBe(intentId);
      expect(await subject.gateway.confirm(intentId, request)).toEqual({ kind: 'succeeded' });
    });
  });

  describe('listing the intents of a payment', () => {
    const anHourAgo = new Date(Date.now() - 3_600_000);

    it('shows all of them, as they are, and no other', async () => {
      const { request, intentId } = await subject.confirmed('pm_card_visa');
      await subject.confirmed('pm_card_visa');

      expect(await subject.gateway.list(request, anHourAgo)).toEqual({
        kind: 'listed',
        intents: [{ intentId, state: { kind: 'succeeded' } }],
      });
      expect(await subject.gateway.list(aPaymentRequest(), anHourAgo)).toEqual({ kind: 'listed', intents: [] });
    });
  });
});
