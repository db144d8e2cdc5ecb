import { describe, expect, it } from 'vitest';
import { inMemoryChargeLedger } from '../../doubles/in-memory-charge-ledger.ts';
import { logsOf } from '../../harness/captured-logs.ts';
import { AN_ORDER, aSimulator, KEY_WINDOW_SECONDS, PAYMENT_INTENTS } from './a-simulator.ts';

const REPLAYED = { 'idempotent-replayed': 'true' };
const CREATION = { key: 'k1', form: AN_ORDER };

type Simulator = ReturnType<typeof aSimulator>;
const intentsOf = async ({ call }: Simulator) => (await call('GET /v1/payment_intents')).body.data;

describe('repeat a request with its idempotency key', () => {
  it('is answered as the first time, whatever the order of the parameters, and says so', async () => {
    const simulator = aSimulator();
    const reversed = Object.fromEntries(Object.entries(AN_ORDER).reverse());

    const first = await simulator.call(PAYMENT_INTENTS, CREATION);
    const second = await simulator.call(PAYMENT_INTENTS, { key: 'k1', form: reversed });

    expect(second).toMatchObject({ status: 200, body: first.body, headers: REPLAYED });
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(await intentsOf(simulator)).toHaveLength(1);
  });

  it('shows the intent as it was then, though it was paid since', async () => {
    const { call, about } = aSimulator();
    const { body } = await call(PAYMENT_INTENTS, CREATION);
    await about(body.id).confirm();

    expect((await call(PAYMENT_INTENTS, CREATION)).body).toEqual(body);
    expect(await about(body.id).retrieve()).toMatchObject({ status: 'succeeded' });
  });

  it('is refused with other parameters, and at another endpoint', async () => {
    const simulator = aSimulator();
    const { body } = await simulator.call(PAYMENT_INTENTS, CREATION);
    const intent = simulator.about(body.id);
    await intent.confirm({ key: 'k2', form: {} });
    const refused = { status: 400, body: { error: { type: 'idempotency_error' } } };

    const others = { key: 'k1', form: { ...AN_ORDER, amount: '1251' } };
    expect(await simulator.call(PAYMENT_INTENTS, others)).toMatchObject(refused);
    expect(await intent.cancel({ key: 'k2', form: {} })).toMatchObject(refused);
    expect(await intentsOf(simulator)).toMatchObject([{ status: 'succeeded', amount: 1_250 }]);
  });

  it('is carried out anew when the key has been forgotten', async () => {
    const simulator = aSimulator();
    const first = await simulator.call(PAYMENT_INTENTS, CREATION);

    simulator.letPass(KEY_WINDOW_SECONDS);
    expect((await simulator.call(PAYMENT_INTENTS, CREATION)).body.id).toBe(first.body.id);
    simulator.letPass(1);

    expect((await simulator.call(PAYMENT_INTENTS, CREATION)).body.id).not.toBe(first.body.id);
    expect(await intentsOf(simulator)).toHaveLength(2);
  });

  it('is told the decline of then, though the intent was canceled since', async () => {
    const { anIntent, about } = aSimulator();
    const intent = about(await anIntent({ payment_method: 'pm_card_chargeDeclined' }));
    const declined = await intent.confirm({ key: 'k2' });
    await intent.cancel();

    expect(await intent.confirm({ key: 'k2' })).toMatchObject({ status: 402, body: declined.body, headers: REPLAYED });
  });

  it('is told the refusal of then once the request had begun to be carried out', async () => {
    const { call, anIntent, about } = aSimulator();
    const id = await anIntent();
    const refund = { key: 'k3', form: { payment_intent: id } };
    const refused = await call('POST /v1/refunds', refund);
    await about(id).confirm();

    expect(await call('POST /v1/refunds', refund)).toMatchObject({
      status: 400,
      body: refused.body,
      headers: REPLAYED,
    });
  });

  it('is carried out where the parameters were invalid the first time', async () => {
    const { call } = aSimulator();
    const invalid = await call(PAYMENT_INTENTS, { key: 'k1', form: { ...AN_ORDER, amount: '0' } });

    expect(invalid).toMatchObject({ status: 400 });
    expect(await call(PAYMENT_INTENTS, CREATION)).toMatchObject({ status: 200 });
  });

  it('is carried out each time without a key', async () => {
    const simulator = aSimulator();

    await simulator.call(PAYMENT_INTENTS, { form: AN_ORDER });
    await simulator.call(PAYMENT_INTENTS, { form: AN_ORDER });

    expect(await intentsOf(simulator)).toHaveLength(2);
  });

  it('refuses a key that is too long', async () => {
    expect(await aSimulator().call(PAYMENT_INTENTS, { key: 'k'.repeat(256), form: AN_ORDER })).toMatchObject({
      status: 400,
    });
  });
});

describe('repeat a request that is still under way', () => {
  const CONFIRMATION = { key: 'k1', form: { off_session: 'true' } };

  /** A confirmation that takes as long as the test wants. */
  async function aSlowConfirmation() {
    const { promise: pause, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const wait = () => {
      begin();
      return pause;
    };
    const simulator = aSimulator({ wait });
    const intent = simulator.about(await simulator.anIntent({ payment_method: 'pm_slow_3s' }));
    const first = intent.confirm(CONFIRMATION);
    await begun;
    return { ...simulator, intent, first, goOn };
  }

  it('is told that the key is in use, and answered as the first one afterwards', async () => {
    const { intent, first, goOn } = await aSlowConfirmation();

    expect(await intent.confirm(CONFIRMATION)).toMatchObject({
      status: 409,
      body: { error: { type: 'idempotency_error', code: 'idempotency_key_in_use' } },
    });
    goOn();

    const { body } = await first;
    expect(body).toMatchObject({ status: 'succeeded' });
    expect(await intent.confirm(CONFIRMATION)).toMatchObject({ status: 200, body, headers: REPLAYED });
  });

  it('is carried out when the first one takes too long; the first one is given its response', async () => {
    const { intent, first, goOn, letPass } = await aSlowConfirmation();
    letPass(5);

    const second = await intent.confirm(CONFIRMATION);
    goOn();

    expect(second).toMatchObject({ status: 200, body: { status: 'succeeded' } });
    expect(await first).toMatchObject({ status: 200, body: second.body, headers: REPLAYED });
  });
});

describe('a ledger that fails', () => {
  it('is answered 500, which is not saved', async () => {
    const ledger = inMemoryChargeLedger();
    const broken = { ...ledger, commit: () => Promise.reject(new Error('throttled')) };

    const logs = await logsOf(async () => {
      expect(await aSimulator({ ledger: broken }).call(PAYMENT_INTENTS, CREATION)).toMatchObject({
        status: 500,
        body: { error: { type: 'api_error' } },
      });
    });

    expect(logs).toMatchObject([{ level: 'ERROR', error: { message: 'throttled' } }]);
    expect(await aSimulator({ ledger }).call(PAYMENT_INTENTS, CREATION)).toMatchObject({ status: 200 });
  });

  it('asks to try again where every attempt is overtaken', async () => {
    const busy = { ...inMemoryChargeLedger(), commit: async () => ({ kind: 'changed' }) as const };

    expect(await aSimulator({ ledger: busy }).call(PAYMENT_INTENTS, CREATION)).toMatchObject({
      status: 429,
      body: { error: { code: 'lock_timeout' } },
    });
  });
});
