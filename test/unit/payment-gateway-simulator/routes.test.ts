import { describe, expect, it } from 'vitest';
import { AN_ORDER, aSimulator, PAYMENT_INTENTS } from './a-simulator.ts';

describe('answer as the payment gateway', () => {
  it.each(['Bearer sk_wrong', ''])('lets nobody in with %j', async (authorization) => {
    const { call } = aSimulator();

    expect(await call(PAYMENT_INTENTS, { headers: { authorization }, form: AN_ORDER })).toMatchObject({
      status: 401,
      body: { error: { type: 'invalid_request_error' } },
    });
    expect((await call('GET /v1/payment_intents')).body.data).toEqual([]);
  });

  it.each([
    'GET /v1/charges',
    'DELETE /v1/payment_intents',
    'GET /v1/charges',
    'POST /v1/payment_intents/pi_1/capture',
    'POST /v1/payment_intents/pi_1/cancel/more',
    'GET /',
  ])('knows no route %s', async (request) => {
    expect(await aSimulator().call(request)).toMatchObject({
      status: 404,
      body: { error: { type: 'invalid_request_error', message: expect.stringContaining('Unrecognized request URL') } },
    });
  });

  it.each([
    'GET /v1/payment_intents/pi_none',
    'GET /v1/payment_intents/whatever',
    'POST /v1/payment_intents/pi_none/confirm',
    'POST /v1/payment_intents/pi_none/cancel',
  ])('knows no intent %s', async (request) => {
    expect(await aSimulator().call(request)).toMatchObject({
      status: 404,
      body: { error: { code: 'resource_missing', param: 'intent' } },
    });
  });

  it('names its account', async () => {
    expect((await aSimulator().call('GET /v1/account')).body).toMatchObject({
      id: 'acct_simulator',
      object: 'account',
    });
  });

  it('names each request', async () => {
    const { call } = aSimulator();
    const names = [await call('GET /v1/account'), await call('GET /v1/charges')].map(({ headers }) => headers);

    expect(names).toEqual([
      expect.objectContaining({ 'request-id': 'req_t0001' }),
      expect.objectContaining({ 'request-id': 'req_t0002' }),
    ]);
  });

  it('refuses a parameter that it does not know', async () => {
    const { anIntent, about, call } = aSimulator();
    const id = await anIntent();
    const refused = { status: 400, body: { error: { code: 'parameter_unknown', param: 'surprise' } } };
    const form = { surprise: '1' };

    expect(await call(`GET /v1/payment_intents/${id}?surprise=1`)).toMatchObject(refused);
    expect(await about(id).confirm({ form })).toMatchObject(refused);
    expect(await about(id).cancel({ form })).toMatchObject(refused);
    expect(await about(id).retrieve()).toMatchObject({ status: 'requires_confirmation' });
  });
});
