import { describe, expect, it } from 'vitest';
import { AN_ORDER, aSimulator, declinedWith, PAYMENT_INTENTS, START } from './a-simulator.ts';

describe('create a payment intent', () => {
  it('captures nothing, and keeps what was sent along', async () => {
    const { call, about } = aSimulator();

    const created = await call(PAYMENT_INTENTS, { form: AN_ORDER });

    expect(created).toMatchObject({
      status: 200,
      body: {
        ...{ object: 'payment_intent', status: 'requires_confirmation', amount: 1_250, amount_received: 0 },
        ...{ currency: 'eur', payment_method: 'pm_card_visa', created: START / 1_000, livemode: false },
        metadata: { orderId: 'ord_1' },
      },
    });
    expect(await about(created.body.id).retrieve()).toEqual(created.body);
  });

  it('waits for a payment method where none is named', async () => {
    const { payment_method: _, ...form } = AN_ORDER;

    expect((await aSimulator().call(PAYMENT_INTENTS, { form })).body).toMatchObject({
      status: 'requires_payment_method',
    });
  });

  it('captures at once where it is to be confirmed', async () => {
    const form = { ...AN_ORDER, confirm: 'true', off_session: 'true' };

    expect((await aSimulator().call(PAYMENT_INTENTS, { form })).body).toMatchObject({
      ...{ status: 'succeeded', amount_received: 1_250, latest_charge: expect.stringMatching(/^ch_/) },
    });
  });

  it('has an intent also where the confirmation at once is declined', async () => {
    const { call, about } = aSimulator();
    const form = { ...AN_ORDER, confirm: 'true', payment_method: 'pm_card_chargeDeclined' };

    const declined = await call(PAYMENT_INTENTS, { form });

    expect(declined).toMatchObject(declinedWith('card_declined', 'generic_decline'));
    const intent = declined.body.error.payment_intent;
    expect(await about(intent.id).retrieve()).toEqual(intent);
  });

  it('asks for one unit more with pm_wrong_amount', async () => {
    const { anIntent, about } = aSimulator();

    const id = await anIntent({ payment_method: 'pm_wrong_amount' });

    expect(await about(id).retrieve()).toMatchObject({ amount: 1_251 });
  });

  it.each([
    ['amount', 'parameter_invalid_integer', { amount: '12.5' }],
    ['amount', 'parameter_invalid_integer', { amount: '-1' }],
    ['amount', 'parameter_invalid_integer', { amount: '0' }],
    ['amount', 'amount_too_small', { amount: '49' }],
    ['amount', 'amount_too_large', { amount: '100000000' }],
    ['amount', 'amount_too_small', { amount: '49', currency: 'jpy' }],
    ['amount', 'parameter_invalid_integer', { amount: '150', currency: 'isk' }],
    ['amount', 'parameter_invalid_integer', { amount: '1001', currency: 'kwd' }],
    ['currency', undefined, { currency: 'xyz' }],
    ['currency', undefined, { currency: 'EUR' }],
    ['off_session', undefined, { off_session: 'true' }],
    ['confirm', undefined, { confirm: 'yes' }],
    ['metadata', undefined, { 'metadata[note]': 'x'.repeat(501) }],
    ['surprise', 'parameter_unknown', { surprise: '1' }],
    ['customer', 'resource_missing', { customer: 'cus_none' }],
    ['payment_method', 'resource_missing', { payment_method: 'pm_none' }],
    ['payment_method', 'parameter_invalid_empty', { payment_method: '' }],
  ])('names the parameter %s as wrong (%s): %o', async (param, code, wrong) => {
    const { call } = aSimulator();

    const response = await call(PAYMENT_INTENTS, { form: { ...AN_ORDER, ...wrong } });

    expect(response).toMatchObject({ status: 400, body: { error: { type: 'invalid_request_error', param } } });
    expect(response.body.error.code).toBe(code);
    expect((await call('GET /v1/payment_intents')).body.data).toEqual([]);
  });

  it('names the parameter that is missing', async () => {
    expect(await aSimulator().call(PAYMENT_INTENTS, { form: { amount: '50' } })).toMatchObject({
      status: 400,
      body: { error: { code: 'parameter_missing', param: 'currency' } },
    });
  });

  it.each(['isk', 'kwd', 'jpy', 'mga'])('takes a whole amount of %s', async (currency) => {
    expect(await aSimulator().call(PAYMENT_INTENTS, { form: { ...AN_ORDER, amount: '1000', currency } })).toMatchObject(
      {
        status: 200,
      },
    );
  });
});
