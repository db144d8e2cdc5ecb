import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedKey } from '../../functions/payment-processor/gateway-key.ts';
import type { PaymentGateway } from '../../functions/payment-processor/payment-gateway.ts';
import { stripePaymentGateway } from '../../functions/payment-processor/stripe-payment-gateway.ts';
import { inMemoryPaymentGateway } from '../doubles/in-memory-payment-gateway.ts';
import { aChargeRequest } from '../doubles/payment-gateway-builders.ts';
import { serveSimulatedGateway } from '../harness/simulated-gateway.ts';

interface Subject {
  readonly gateway: PaymentGateway;
  readonly captures: (eventId: string) => Promise<number> | number;
  readonly close: () => void;
}

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  'in memory': async () => {
    const gateway = inMemoryPaymentGateway();
    return { gateway, captures: gateway.captures, close: () => undefined };
  },
  'Stripe adapter against the simulator': async () => {
    const { url, key, captures, close } = await serveSimulatedGateway();
    const gateway = stripePaymentGateway({
      url,
      key: fixedKey(key),
      timeoutMs: 1_000,
      clockErrorSeconds: 1,
      lookUpBudgetMs: 10_000,
    });
    return { gateway, captures, close };
  },
};

const LOST = { kind: 'unknown', mayHaveCharged: true };

describe.each(Object.entries(subjects))('the payment gateway, %s', (_name, make) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await make();
  });
  afterAll(() => subject.close());

  it('captures the amount', async () => {
    const request = aChargeRequest();

    expect(await subject.gateway.charge(request)).toEqual({
      kind: 'captured',
      reference: expect.stringMatching(/^pi_/),
    });
    expect(await subject.captures(request.eventId)).toBe(1);
  });

  it('answers a repetition with the same capture', async () => {
    const request = aChargeRequest();

    const [first, second] = [await subject.gateway.charge(request), await subject.gateway.charge(request)];

    expect(second).toEqual(first);
    expect(await subject.captures(request.eventId)).toBe(1);
  });

  it.each([
    ['pm_card_chargeDeclined', 'generic_decline'],
    ['pm_card_authenticationRequired', 'authentication_required'],
    ['pm_requires_action', 'authentication_required'],
    ['pm_unknown', 'resource_missing'],
  ])('declines %s with its code, as often as it is asked', async (paymentMethod, code) => {
    const request = aChargeRequest({ paymentMethod });

    const answers = [await subject.gateway.charge(request), await subject.gateway.charge(request)];

    expect(answers).toMatchObject([
      { kind: 'declined', code },
      { kind: 'declined', code },
    ]);
    expect(await subject.captures(request.eventId)).toBe(0);
  });

  it.each(['pm_timeout_after_charge', 'pm_timeout_before_charge', 'pm_error_500_before_execution'])(
    'does not know the outcome of %s, and captures once when it is repeated',
    async (paymentMethod) => {
      const request = aChargeRequest({ paymentMethod });

      expect(await subject.gateway.charge(request)).toMatchObject(LOST);

      expect(await subject.gateway.charge(request)).toMatchObject({ kind: 'captured' });
      expect(await subject.captures(request.eventId)).toBe(1);
    },
  );

  it('captures although the gateway is slow', async () => {
    const request = aChargeRequest({ paymentMethod: 'pm_slow_3s' });

    expect(await subject.gateway.charge(request)).toMatchObject({ kind: 'captured' });
  });

  it('finds the capture that the gateway never admits', async () => {
    const request = aChargeRequest({ paymentMethod: 'pm_error_500_sticky' });

    for (let attempt = 1; attempt <= 3; attempt++) expect(await subject.gateway.charge(request)).toMatchObject(LOST);

    expect(await subject.gateway.find(request)).toMatchObject({ kind: 'captured' });
    expect(await subject.captures(request.eventId)).toBe(1);
  });

  it('leaves a capture of another amount to a person', async () => {
    const request = aChargeRequest({ paymentMethod: 'pm_wrong_amount' });

    expect(await subject.gateway.charge(request)).toMatchObject({ kind: 'contradiction' });
    expect(await subject.gateway.find(request)).toMatchObject({ kind: 'contradiction' });
  });

  it('leaves an event that comes again with another amount to a person, and charges nothing more', async () => {
    const request = aChargeRequest();
    await subject.gateway.charge(request);

    expect(await subject.gateway.charge({ ...request, amount: 99 })).toMatchObject({ kind: 'contradiction' });
    expect(await subject.captures(request.eventId)).toBe(1);
  });

  it('does not know the outcome of a payment that never becomes final, and leaves it to a person at last', async () => {
    const request = aChargeRequest({ paymentMethod: 'pm_processing' });

    expect(await subject.gateway.charge(request)).toMatchObject(LOST);
    expect(await subject.gateway.find(request)).toMatchObject({ kind: 'contradiction' });
  });

  it('finds nothing of an order that was never charged, and does not charge it', async () => {
    const request = aChargeRequest();

    expect(await subject.gateway.find(request)).toEqual({ kind: 'not-found' });
    expect(await subject.captures(request.eventId)).toBe(0);
  });

  it('finds what was captured', async () => {
    const request = aChargeRequest();
    const charged = await subject.gateway.charge(request);

    expect(await subject.gateway.find(request)).toEqual(charged);
  });

  it('finds what was declined', async () => {
    const request = aChargeRequest({ paymentMethod: 'pm_card_chargeDeclined' });
    const declined = await subject.gateway.charge(request);

    expect(await subject.gateway.find(request)).toEqual(declined);
  });

  it.each([
    'pm_card_visa',
    'pm_timeout_after_charge',
    'pm_timeout_before_charge',
    'pm_error_500_before_execution',
    'pm_error_500_sticky',
    'pm_slow_3s',
    'pm_wrong_amount',
  ])('never captures twice for one event: %s', async (paymentMethod) => {
    const request = aChargeRequest({ paymentMethod });

    await Promise.all([subject.gateway.charge(request), subject.gateway.charge(request)]);
    for (let attempt = 1; attempt <= 3; attempt++) await subject.gateway.charge(request);

    expect(await subject.captures(request.eventId)).toBe(1);
  });
});
