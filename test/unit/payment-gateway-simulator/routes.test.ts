import { describe, expect, it } from 'vitest';
import { inMemoryChargeLedger } from '../../doubles/in-memory-charge-ledger.ts';
import { aGateway } from '../../harness/gateway-routes.ts';

const CHARGE = {
  amount: '1250',
  currency: 'eur',
  payment_method: 'pm_card_visa',
  confirm: 'true',
  off_session: 'true',
  'metadata[orderId]': 'ord_1',
};

describe('answer as the payment gateway', () => {
  it.each([{ authorization: 'Bearer sk_wrong' }, { authorization: '' }])('refuses %o', async (headers) => {
    const call = aGateway();

    expect(await call('POST /v1/payment_intents', { headers, form: CHARGE })).toMatchObject({
      status: 401,
      body: { error: { type: 'invalid_request_error' } },
    });
    expect((await call('GET /v1/payment_intents')).body.data).toEqual([]);
  });

  it('shows a charge to whoever made it, by its id and in the list', async () => {
    const call = aGateway();

    const { status, body: intent } = await call('POST /v1/payment_intents', { form: CHARGE });

    expect([status, intent]).toMatchObject([
      200,
      { status: 'succeeded', amount: 1_250, metadata: { orderId: 'ord_1' } },
    ]);
    expect(await call(`GET /v1/payment_intents/${intent.id}`)).toMatchObject({ status: 200, body: intent });
    expect((await call('GET /v1/payment_intents')).body).toMatchObject({
      object: 'list',
      has_more: false,
      data: [intent],
    });
  });

  it('charges each request that carries no idempotency key', async () => {
    const call = aGateway();

    await call('POST /v1/payment_intents', { form: CHARGE });
    await call('POST /v1/payment_intents', { form: CHARGE });

    expect((await call('GET /v1/payment_intents')).body.data).toHaveLength(2);
  });

  it('says of a replay that it is one, whatever the order of the parameters', async () => {
    const call = aGateway();
    const headers = { 'idempotency-key': 'k1' };
    const reversed = Object.fromEntries(Object.entries(CHARGE).reverse());

    const first = await call('POST /v1/payment_intents', { headers, form: CHARGE });
    const second = await call('POST /v1/payment_intents', { headers, form: reversed });

    expect(second).toMatchObject({ status: 200, body: first.body, headers: { 'idempotent-replayed': 'true' } });
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
  });

  it('answers a key with other parameters as an idempotency error', async () => {
    const call = aGateway();
    const headers = { 'idempotency-key': 'k1' };
    await call('POST /v1/payment_intents', { headers, form: CHARGE });

    expect(await call('POST /v1/payment_intents', { headers, form: { ...CHARGE, amount: '1' } })).toMatchObject({
      status: 400,
      body: { error: { type: 'idempotency_error' } },
    });
  });

  it('answers a declined card as a card error that holds the intent', async () => {
    const call = aGateway();

    const answer = await call('POST /v1/payment_intents', {
      form: { ...CHARGE, payment_method: 'pm_card_chargeDeclined' },
    });

    expect(answer).toMatchObject({
      status: 402,
      body: {
        error: {
          type: 'card_error',
          code: 'card_declined',
          decline_code: 'generic_decline',
          payment_intent: { status: 'requires_payment_method', amount_received: 0 },
        },
      },
    });
  });

  it.each([
    ['amount', { amount: '0' }],
    ['amount', { amount: '12.5' }],
    ['amount', { amount: '100000000' }],
    ['currency', { currency: 'EUR' }],
    ['confirm', { confirm: 'false' }],
    ['surprise', { surprise: '1' }],
  ])('names the parameter %s when it is wrong: %o', async (param, wrong) => {
    const call = aGateway();

    expect(await call('POST /v1/payment_intents', { form: { ...CHARGE, ...wrong } })).toMatchObject({
      status: 400,
      body: { error: { type: 'invalid_request_error', param } },
    });
  });

  it('lists page by page, newest first', async () => {
    const call = aGateway();
    for (const amount of ['1', '2', '3']) await call('POST /v1/payment_intents', { form: { ...CHARGE, amount } });

    const first = await call('GET /v1/payment_intents?limit=2&created%5Bgte%5D=1700000000');
    const second = await call(`GET /v1/payment_intents?limit=2&starting_after=${first.body.data[1].id}`);

    expect(first.body).toMatchObject({ has_more: true, data: [{ amount: 3 }, { amount: 2 }] });
    expect(second.body).toMatchObject({ has_more: false, data: [{ amount: 1 }] });
    expect((await call('GET /v1/payment_intents?created%5Bgte%5D=1700000001')).body.data).toEqual([]);
  });

  it.each(['limit=0', 'limit=101', 'created%5Bgte%5D=x', 'surprise=1'])('refuses to list by %s', async (query) => {
    expect(await aGateway()(`GET /v1/payment_intents?${query}`)).toMatchObject({ status: 400 });
  });

  it('cancels an intent that waits for the customer, once', async () => {
    const call = aGateway();
    const form = { ...CHARGE, payment_method: 'pm_requires_action' };
    const { body: intent } = await call('POST /v1/payment_intents', { form });

    const first = await call(`POST /v1/payment_intents/${intent.id}/cancel`);
    const second = await call(`POST /v1/payment_intents/${intent.id}/cancel`);

    expect(first).toMatchObject({ status: 200, body: { id: intent.id, status: 'canceled' } });
    expect(second).toMatchObject({ status: 400, body: { error: { code: 'payment_intent_unexpected_state' } } });
  });

  it.each([
    'GET /v1/payment_intents/pi_none',
    'POST /v1/payment_intents/pi_none/cancel',
    'GET /v1/charges',
    'DELETE /v1/payment_intents',
    'POST /v1/payment_intents/{id}/cancel/more',
  ])('knows nothing of %s', async (request) => {
    expect(await aGateway()(request)).toMatchObject({
      status: 404,
      body: { error: { type: 'invalid_request_error' } },
    });
  });

  it('answers 500 when its ledger fails', async () => {
    const ledger = { ...inMemoryChargeLedger(), rememberKey: () => Promise.reject(new Error('throttled')) };

    expect(await aGateway(ledger)('POST /v1/payment_intents', { form: CHARGE })).toMatchObject({
      status: 500,
      body: { error: { type: 'api_error' } },
    });
  });
});
