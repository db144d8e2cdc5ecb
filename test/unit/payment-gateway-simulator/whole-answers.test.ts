import { describe, expect, it } from 'vitest';
import { AN_ORDER, aSimulator, PAYMENT_INTENTS } from './a-simulator.ts';

describe('answer as Stripe does, to the last field that a client may read', () => {
  it.each([
    ['never', {}],
    ['always', { 'automatic_payment_methods[allow_redirects]': 'always' }],
  ])('shows what an intent was created with, redirects %s', async (allow_redirects, form) => {
    const { call } = aSimulator();

    const { body } = await call(PAYMENT_INTENTS, { form: { ...AN_ORDER, ...form } });

    expect(body).toMatchObject({ automatic_payment_methods: { allow_redirects, enabled: true }, livemode: false });
  });

  it('refuses a card with the method, the charge and the page that explains the code', async () => {
    const { anIntent, about } = aSimulator();
    const id = await anIntent({ payment_method: 'pm_card_chargeDeclined' });

    const { status, body } = await about(id).confirm();

    expect(status).toBe(402);
    expect(body.error).toMatchObject({
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'generic_decline',
      doc_url: 'https://stripe.com/docs/error-codes/card-declined',
      charge: expect.stringMatching(/^ch_/),
      payment_intent: { id, last_payment_error: { charge: body.error.charge } },
      payment_method: {
        object: 'payment_method',
        livemode: false,
        type: 'card',
        allow_redisplay: 'unspecified',
        billing_details: {
          address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
          email: null,
          name: null,
          phone: null,
          tax_id: null,
        },
        card: { brand: 'visa', exp_month: 12, exp_year: 2099, funding: 'credit', last4: '4242' },
        customer: null,
        metadata: {},
      },
    });
  });

  it('names no page for an error without a code', async () => {
    const { call } = aSimulator();

    const { status, body } = await call('GET /v1/payment_intents/search?query=status:%27succeeded%27');

    expect(status).toBe(400);
    expect(body.error).toEqual({
      type: 'invalid_request_error',
      message: "The simulator searches by metadata['key']:'value' only.",
      param: 'query',
    });
  });

  it.each([
    { request: 'GET /v1/payment_intents/pi_none', status: 404, param: 'intent', what: "payment_intent: 'pi_none'" },
    {
      request: 'GET /v1/payment_intents?starting_after=pi_none',
      status: 400,
      param: 'starting_after',
      what: "payment_intent: 'pi_none'",
    },
    {
      request: 'GET /v1/payment_methods/pm_none',
      status: 404,
      param: 'payment_method',
      what: "PaymentMethod: 'pm_none'",
    },
    { request: 'GET /v1/customers/cus_none', status: 404, param: 'customer', what: "customer: 'cus_none'" },
  ])('says of $request what is missing', async ({ request, status, param, what }) => {
    const { call } = aSimulator();

    const { body, ...answer } = await call(request);

    expect(answer.status).toBe(status);
    expect(body.error).toMatchObject({
      type: 'invalid_request_error',
      code: 'resource_missing',
      doc_url: 'https://stripe.com/docs/error-codes/resource-missing',
      param,
      message: `No such ${what}`,
    });
  });

  it.each(['0', '101'])('refuses a page of %s', async (limit) => {
    const { call } = aSimulator();

    const list = await call(`GET /v1/payment_intents?limit=${limit}`);
    const search = await call(`GET /v1/payment_intents/search?query=metadata['orderId']:'ord_1'&limit=${limit}`);

    for (const { status, body } of [list, search]) {
      expect(status).toBe(400);
      expect(body.error).toMatchObject({
        code: 'parameter_invalid_integer',
        param: 'limit',
        message: `This value must be from 1 to 100. You specified ${limit}.`,
      });
    }
  });

  it('searches by one whole clause, a page at a time', async () => {
    const { call, anIntent, letPass } = aSimulator();
    const ids = [await anIntent(), await anIntent(), await anIntent({ 'metadata[orderId]': 'ord_2' })];
    // As at Stripe, a search sees an intent only after a while.
    letPass(3_600);
    const search = async (query: string, more = '') =>
      (await call(`GET /v1/payment_intents/search?query=${query}${more}`)).body;
    const clause = "metadata['orderId']:'ord_1'";

    const whole = await search(clause, '&limit=2');
    const first = await search(clause, '&limit=1');

    expect(whole).toMatchObject({
      object: 'search_result',
      url: '/v1/payment_intents/search',
      has_more: false,
      next_page: null,
    });
    expect(new Set(whole.data.map(({ id }: { id: string }) => id))).toEqual(new Set(ids.slice(0, 2)));
    expect(first).toMatchObject({ has_more: true, next_page: first.data[0].id });
    expect(first.data).toHaveLength(1);
    expect(await search(`x${clause}`)).toMatchObject({ error: { param: 'query' } });
    expect(await search(`${clause}x`)).toMatchObject({ error: { param: 'query' } });
  });
});
