import { describe, expect, it } from 'vitest';
import type { ChargeLedger } from '../../../functions/payment-gateway-simulator/charge-ledger.ts';
import {
  type CreatePaymentIntentDeps,
  createPaymentIntent,
} from '../../../functions/payment-gateway-simulator/create-payment-intent.ts';
import { inMemoryChargeLedger } from '../../doubles/in-memory-charge-ledger.ts';
import { aCreationRequest } from '../../doubles/payment-gateway-builders.ts';

const NOON = new Date('2026-01-01T12:00:00.000Z');
const later = (seconds: number) => new Date(NOON.getTime() + seconds * 1000);

function aSimulator(differing: Partial<CreatePaymentIntentDeps> = {}) {
  let tokens = 0;
  const deps = {
    ledger: inMemoryChargeLedger(),
    now: () => NOON,
    newToken: () => `t${++tokens}`,
    wait: () => Promise.resolve(),
    keyWindowSeconds: 86_400,
    ...differing,
  };
  return { deps, create: createPaymentIntent(deps) };
}

const capturesIn = async (ledger: ChargeLedger) => {
  const { intents } = await ledger.listIntents({ limit: 100, createdFrom: 0 });
  return intents.filter(({ status }) => status === 'succeeded');
};

describe('create a payment intent', () => {
  it('captures and keeps what was sent along', async () => {
    const { deps, create } = aSimulator();

    const creation = await create(aCreationRequest());

    expect(creation).toMatchObject({
      kind: 'created',
      replayed: false,
      intent: {
        status: 'succeeded',
        amount: 1_250,
        amount_received: 1_250,
        currency: 'eur',
        metadata: { orderId: 'ord_1' },
      },
    });
    expect(await capturesIn(deps.ledger)).toHaveLength(1);
  });

  it('answers a key that comes again with the same intent, and says that it is a replay', async () => {
    const { deps, create } = aSimulator();

    const first = await create(aCreationRequest());
    const second = await create(aCreationRequest());

    expect(second).toEqual({ ...first, replayed: true });
    expect(await capturesIn(deps.ledger)).toHaveLength(1);
  });

  it('refuses a key that comes again with other parameters', async () => {
    const { deps, create } = aSimulator();
    await create(aCreationRequest());

    expect(await create(aCreationRequest({ fingerprint: 'f2', amount: 1 }))).toEqual({ kind: 'key-reused' });
    expect(await capturesIn(deps.ledger)).toHaveLength(1);
  });

  it('charges again when the key has been forgotten', async () => {
    const ledger = inMemoryChargeLedger();
    await aSimulator({ ledger }).create(aCreationRequest());

    await aSimulator({ ledger, now: () => later(86_400) }).create(aCreationRequest());
    expect(await capturesIn(ledger)).toHaveLength(1);

    await aSimulator({ ledger, now: () => later(86_401) }).create(aCreationRequest());
    expect(await capturesIn(ledger)).toHaveLength(2);
  });

  it('heals a request that crashed between remembering the key and storing the intent', async () => {
    const ledger = inMemoryChargeLedger();
    const crashing = { ...ledger, storeIntent: () => Promise.reject(new Error('crashed')) };
    await expect(aSimulator({ ledger: crashing }).create(aCreationRequest())).rejects.toThrow('crashed');

    expect(await aSimulator({ ledger, now: () => later(1) }).create(aCreationRequest())).toEqual({ kind: 'in-flight' });
    const healed = await aSimulator({ ledger, now: () => later(3) }).create(aCreationRequest());

    expect(healed).toMatchObject({ kind: 'created', replayed: false });
    expect(await capturesIn(ledger)).toHaveLength(1);
  });

  it('refuses a key whose first request is under way, and charges once', async () => {
    const { promise: pause, resolve: goOn } = Promise.withResolvers<void>();
    const { deps, create } = aSimulator({ wait: () => pause });
    const first = create(aCreationRequest({ paymentMethod: 'pm_slow_3s' }));

    expect(await create(aCreationRequest({ paymentMethod: 'pm_slow_3s' }))).toEqual({ kind: 'in-flight' });
    goOn();

    expect(await first).toMatchObject({ kind: 'created' });
    expect(await capturesIn(deps.ledger)).toHaveLength(1);
  });

  it('has charged before it hangs after the charge, and answers the repetition meanwhile', async () => {
    const { deps, create } = aSimulator({ wait: () => new Promise(() => undefined) });
    const request = aCreationRequest({ paymentMethod: 'pm_timeout_after_charge' });
    void create(request);

    expect(await create(request)).toMatchObject({ kind: 'created', replayed: true });
    expect(await capturesIn(deps.ledger)).toHaveLength(1);
  });

  it('has charged nothing when it hangs before the charge, nor afterwards; the repetition charges', async () => {
    const { promise: pause, resolve: goOn } = Promise.withResolvers<void>();
    const { deps, create } = aSimulator({ wait: () => pause });
    const request = aCreationRequest({ paymentMethod: 'pm_timeout_before_charge' });
    const first = create(request);
    expect(await capturesIn(deps.ledger)).toHaveLength(0);

    expect(await create(request)).toMatchObject({ kind: 'created' });
    goOn();

    expect(await first).toEqual({ kind: 'failed' });
    expect(await capturesIn(deps.ledger)).toHaveLength(1);
  });

  it('fails once before the execution, then executes', async () => {
    const { deps, create } = aSimulator();
    const request = aCreationRequest({ paymentMethod: 'pm_error_500_before_execution' });

    expect(await create(request)).toEqual({ kind: 'failed' });
    expect(await capturesIn(deps.ledger)).toHaveLength(0);

    expect(await create(request)).toMatchObject({ kind: 'created' });
    expect(await capturesIn(deps.ledger)).toHaveLength(1);
  });

  it('charges, fails, and replays the failure for ever', async () => {
    const { deps, create } = aSimulator();
    const request = aCreationRequest({ paymentMethod: 'pm_error_500_sticky' });

    expect([await create(request), await create(request), await create(request)]).toEqual(
      Array.from({ length: 3 }, () => ({ kind: 'failed' })),
    );
    expect(await capturesIn(deps.ledger)).toHaveLength(1);
  });

  it('captures another amount than asked for with pm_wrong_amount', async () => {
    const { create } = aSimulator();

    const creation = await create(aCreationRequest({ paymentMethod: 'pm_wrong_amount' }));

    expect(creation).toMatchObject({ intent: { amount: 1_251, amount_received: 1_251 } });
  });

  it('declines without capturing', async () => {
    const { deps, create } = aSimulator();

    const creation = await create(aCreationRequest({ paymentMethod: 'pm_card_chargeDeclined' }));

    expect(creation).toMatchObject({
      intent: { status: 'requires_payment_method', last_payment_error: { decline_code: 'generic_decline' } },
    });
    expect(await capturesIn(deps.ledger)).toHaveLength(0);
  });

  it('remembers nothing of a payment method that it does not know', async () => {
    const { create } = aSimulator();

    expect(await create(aCreationRequest({ paymentMethod: 'pm_none' }))).toEqual({ kind: 'no-such-payment-method' });
    expect(await create(aCreationRequest({ fingerprint: 'f2' }))).toMatchObject({ kind: 'created' });
  });
});
