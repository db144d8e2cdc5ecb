import { describe, expect, it } from 'vitest';
import { aSimulator } from './a-simulator.ts';

/** A simulator with a captured payment of 1250. */
async function aPayment() {
  const simulator = aSimulator();
  const id = await simulator.anIntent();
  await simulator.about(id).confirm();
  const refund = (form: Readonly<Record<string, string>> = {}, key?: string) =>
    simulator.call('POST /v1/refunds', { form: { payment_intent: id, ...form }, ...(key !== undefined && { key }) });
  return { ...simulator, id, refund };
}

describe('give a payment back', () => {
  it('gives back the whole amount, and shows it', async () => {
    const { call, id, refund } = await aPayment();

    const { status, body } = await refund({ reason: 'requested_by_customer' });

    expect([status, body]).toMatchObject([
      200,
      { object: 'refund', status: 'succeeded', amount: 1_250, currency: 'eur', payment_intent: id },
    ]);
    expect((await call(`GET /v1/refunds/${body.id}`)).body).toEqual(body);
  });

  it('gives back parts, until nothing is left', async () => {
    const { refund } = await aPayment();

    expect((await refund({ amount: '1000' })).body).toMatchObject({ amount: 1_000 });
    expect(await refund({ amount: '251' })).toMatchObject({ status: 400, body: { error: { param: 'amount' } } });
    expect((await refund()).body).toMatchObject({ amount: 250 });
    expect(await refund()).toMatchObject({ status: 400, body: { error: { code: 'charge_already_refunded' } } });
  });

  it('gives back once for a key', async () => {
    const { refund } = await aPayment();

    const first = await refund({}, 'evt_1.refund');

    expect(await refund({}, 'evt_1.refund')).toMatchObject({
      ...{ status: 200, body: first.body, headers: { 'idempotent-replayed': 'true' } },
    });
    expect(await refund({}, 'evt_1.refund.again')).toMatchObject({ status: 400 });
  });

  it('refuses what was not captured', async () => {
    const { call, anIntent } = aSimulator();
    const form = { payment_intent: await anIntent() };

    expect(await call('POST /v1/refunds', { form })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('does not have a successful charge to refund') } },
    });
  });

  it.each([
    [404, { payment_intent: 'pi_none' }],
    [400, { amount: '0' }],
    [400, { amount: '-1' }],
    [400, { reason: 'regret' }],
    [400, { surprise: '1' }],
  ])('answers %i to %o', async (status, form) => {
    expect(await (await aPayment()).refund(form)).toMatchObject({ status });
  });

  it('knows no refund that was not made', async () => {
    expect(await aSimulator().call('GET /v1/refunds/re_none')).toMatchObject({ status: 404 });
  });

  it('lists the refunds of a payment, newest first', async () => {
    const { call, id, refund } = await aPayment();
    const first = (await refund({ amount: '1000' })).body;
    const second = (await refund()).body;
    const list = (query: string) => call(`GET /v1/refunds?payment_intent=${id}${query}`);

    expect((await list('')).body).toEqual({
      object: 'list',
      url: '/v1/refunds',
      has_more: false,
      data: [second, first],
    });
    expect((await list('&limit=1')).body).toMatchObject({ has_more: true, data: [second] });
    expect(await call('GET /v1/refunds?payment_intent=pi_none')).toMatchObject({ status: 404 });
  });

  it('lists the refunds of all payments by the time when they were made', async () => {
    const { call, refund } = await aPayment();
    const first = (await refund({ amount: '1000' })).body;
    const second = (await refund()).body;
    const list = (query: string) => call(`GET /v1/refunds?${query}`);

    expect((await list('')).body).toMatchObject({ object: 'list', url: '/v1/refunds', has_more: false });
    expect((await list('created[gte]=0')).body['data']).toEqual(expect.arrayContaining([first, second]));
    expect((await list('created[lt]=1')).body['data']).toEqual([]);
    expect((await list('limit=1')).body).toMatchObject({ has_more: true, data: [expect.anything()] });
    expect(await list('limit=0')).toMatchObject({ status: 400 });
    expect(await list('starting_after=re_none')).toMatchObject({ status: 400 });
  });
});
