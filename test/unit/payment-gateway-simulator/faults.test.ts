import { describe, expect, it } from 'vitest';
import { AN_ORDER, aSimulator, PAYMENT_INTENTS } from './a-simulator.ts';

const FAILED = { status: 500, body: { error: { type: 'api_error' } } };
const REPLAYED = { 'idempotent-replayed': 'true' };

const creationWith = (payment_method: string, key: string) => ({ key, form: { ...AN_ORDER, payment_method } });

/** A simulator whose hanging responses come when the test wants. */
function aHangingSimulator() {
  const { promise: pause, resolve: goOn } = Promise.withResolvers<void>();
  const waits: number[] = [];
  const wait = (milliseconds: number) => {
    waits.push(milliseconds);
    return pause;
  };
  return { ...aSimulator({ wait }), waits, goOn };
}

describe('create an intent whose payment method stands for a fault', () => {
  it('fails once before anything is done, and saves nothing for the key', async () => {
    const { call } = aSimulator();
    const creation = creationWith('pm_error_500_before_execution', 'k1');

    expect(await call(PAYMENT_INTENTS, creation)).toMatchObject(FAILED);
    expect((await call('GET /v1/payment_intents')).body.data).toEqual([]);

    const second = await call(PAYMENT_INTENTS, creation);
    expect(second).toMatchObject({ status: 200 });
    expect(second.headers).not.toHaveProperty('idempotent-replayed');
  });

  it('saves a failure for the first key; another key works', async () => {
    const { call } = aSimulator();
    const creation = creationWith('pm_error_500_sticky', 'k1');

    const first = await call(PAYMENT_INTENTS, creation);
    expect(first).toMatchObject(FAILED);
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(await call(PAYMENT_INTENTS, creation)).toMatchObject({ ...FAILED, headers: REPLAYED });
    expect(await call(PAYMENT_INTENTS, creation)).toMatchObject({ ...FAILED, headers: REPLAYED });

    expect(await call(PAYMENT_INTENTS, creationWith('pm_error_500_sticky', 'k1.2'))).toMatchObject({ status: 200 });
  });
});

describe('confirm an intent whose payment method stands for a fault', () => {
  it('captures, and answers after every client has given up: pm_timeout_after_charge', async () => {
    const { anIntent, about, waits, goOn } = aHangingSimulator();
    const intent = about(await anIntent({ payment_method: 'pm_timeout_after_charge' }));
    const first = intent.confirm();

    await expect.poll(() => waits).toEqual([7_000]);
    expect(await intent.retrieve()).toMatchObject({ status: 'succeeded' });
    expect(await intent.confirm()).toMatchObject({ status: 400 });

    goOn();
    expect(await first).toMatchObject({ status: 200, body: { status: 'succeeded' } });
  });

  it('does nothing, then or later, and works the second time: pm_timeout_before_charge', async () => {
    const { anIntent, about, waits, goOn } = aHangingSimulator();
    const intent = about(await anIntent({ payment_method: 'pm_timeout_before_charge' }));
    const first = intent.confirm();

    await expect.poll(() => waits).toEqual([7_000]);
    goOn();
    expect(await first).toMatchObject(FAILED);
    expect(await intent.retrieve()).toMatchObject({ status: 'requires_confirmation' });

    expect((await intent.confirm()).body).toMatchObject({ status: 'succeeded' });
  });

  it('captures and fails: pm_error_500_after_charge', async () => {
    const { anIntent, about } = aSimulator();
    const intent = about(await anIntent({ payment_method: 'pm_error_500_after_charge' }));

    expect(await intent.confirm({ key: 'k1' })).toMatchObject(FAILED);

    expect(await intent.retrieve()).toMatchObject({ status: 'succeeded', amount_received: 1_250 });
    expect(await intent.confirm({ key: 'k1' })).toMatchObject({ ...FAILED, headers: REPLAYED });
    expect(await intent.confirm()).toMatchObject({ status: 400 });
  });

  it('captures three seconds later, unless the intent was canceled meanwhile: pm_slow_3s', async () => {
    const { anIntent, about, waits, goOn } = aHangingSimulator();
    const [one, other] = [
      about(await anIntent({ payment_method: 'pm_slow_3s' })),
      about(await anIntent({ payment_method: 'pm_slow_3s' })),
    ];
    const confirmations = [one.confirm(), other.confirm()];
    await expect.poll(() => waits).toEqual([3_000, 3_000]);
    await other.cancel();

    goOn();

    expect(await Promise.all(confirmations)).toMatchObject([{ status: 200 }, { status: 400 }]);
    expect(await one.retrieve()).toMatchObject({ status: 'succeeded' });
    expect(await other.retrieve()).toMatchObject({ status: 'canceled' });
  });

  it('meets a confirmation at once, too', async () => {
    const { call } = aSimulator();
    const creation = { key: 'k1', form: { ...AN_ORDER, confirm: 'true', payment_method: 'pm_error_500_after_charge' } };

    expect(await call(PAYMENT_INTENTS, creation)).toMatchObject(FAILED);

    expect((await call('GET /v1/payment_intents')).body.data).toMatchObject([{ status: 'succeeded' }]);
    expect(await call(PAYMENT_INTENTS, creation)).toMatchObject({ ...FAILED, headers: REPLAYED });
  });
});
