import { describe, expect, it } from 'vitest';
import { answeringTo, openAirwallex } from '../harness/airwallex-at.ts';
import { request } from '../harness/gateway-at.ts';

describe('creating an intent at Airwallex', () => {
  it('asks for it in major units, under the event as request id, and leaves the payment method with it', async () => {
    const { gateway, requestsTo } = await openAirwallex({ basePath: '/below' });

    await gateway.create({ ...request, amount: 1_990, gatewayCustomer: 'cus_1' });

    const [sent, ...others] = requestsTo('/create');
    expect(others).toEqual([]);
    expect(sent).toMatchObject({ path: '/pa/payment_intents/create', headers: { 'x-api-version': '2025-06-30' } });
    expect(sent?.body).toContain('"amount":19.9,');
    expect(JSON.parse(sent?.body ?? '')).toEqual({
      request_id: request.eventId,
      amount: 19.9,
      currency: 'EUR',
      merchant_order_id: request.orderId,
      customer_id: 'cus_1',
      metadata: {
        eventId: request.eventId,
        tenant: 'local',
        traceparent: request.traceparent,
        paymentMethod: 'pm_card_visa',
        gatewayCustomer: 'cus_1',
      },
    });
  });

  it('finds the intent of a creation whose answer was lost', async () => {
    let isLost = true;
    const { gateway, create, intents } = await openAirwallex(
      {
        around: async ({ path }, answer) => {
          const answered = await answer();
          return path.endsWith('/create') && isLost ? { status: 0, body: '' } : answered;
        },
      },
      { timeoutMs: 200 },
    );

    expect(await gateway.create(request)).toMatchObject({ kind: 'unknown', misconfigured: false });
    isLost = false;
    expect(await create()).toBe('int_1');
    expect(intents.size).toBe(1);
  });

  it('finds the intent of its own event among hundreds of the order, by all pages of the list', async () => {
    const { create, requestsTo } = await openAirwallex();
    for (let other = 0; other < 100; other++) await create({ ...request, eventId: `other-${other}` });
    const intentId = await create();

    expect(await create()).toBe(intentId);
    expect(requestsTo('/payment_intents').map(({ query }) => query.get('page_num'))).toEqual(['0', '1']);
  });

  it('holds a request id that was used for another customer', async () => {
    const { gateway, create } = await openAirwallex();
    await create();

    expect(await gateway.create({ ...request, gatewayCustomer: 'cus_2' })).toMatchObject({
      kind: 'unknown',
      misconfigured: true,
    });
  });

  it('does not know what came of a request id that was used, where no intent is listed', async () => {
    const { gateway, requestsTo } = await openAirwallex({
      around: answeringTo('/create', 400, { code: 'duplicate_request' }),
    });

    expect(await gateway.create(request)).toMatchObject({ kind: 'unknown', misconfigured: true });
    expect(requestsTo('/create').map(({ body }) => JSON.parse(body).request_id)).toEqual([
      request.eventId,
      `${request.eventId}.2`,
    ]);
  });

  it.each([
    ['of a currency that the gateway does not take', { currency: 'XTS' }],
    ['of a fraction that it does not take', { currency: 'HUF', amount: 1_250 }],
    ['of nothing', { amount: 0 }],
  ])('declines an order %s before anything is sent', async (_what, differing) => {
    const { gateway, requestsTo } = await openAirwallex();

    const response = await gateway.create({ ...request, ...differing });

    expect(response).toEqual({ kind: 'refused', code: 'amount_not_expressible' });
    expect(requestsTo('')).toEqual([]);
  });
});
