import { describe, expect, it } from 'vitest';
import { aPaymentRequest } from '../doubles/payment-builders.ts';
import { answeringTo, openAirwallex } from '../harness/airwallex-at.ts';
import { request } from '../harness/gateway-at.ts';

describe('confirming an intent at Airwallex', () => {
  it('captures once where many confirm it at once', async () => {
    const { gateway, create, captures } = await openAirwallex();
    const intentId = await create();

    await Promise.all([1, 2, 3, 4, 5].map(() => gateway.confirm(intentId, request)));

    expect(await gateway.retrieve(intentId, request)).toEqual({ kind: 'succeeded' });
    expect(captures(request.eventId)).toBe(1);
  });

  it('sends nothing where the intent differs from the payment', async () => {
    const { gateway, create, requestsTo } = await openAirwallex();
    const intentId = await create();

    expect(await gateway.confirm(intentId, { ...request, amount: 1 })).toMatchObject({ kind: 'contradiction' });
    expect(requestsTo('/confirm')).toEqual([]);
  });

  it('does not ask again under another request id where the first one is used up, and cancels in the end', async () => {
    const { gateway, create, requestsTo, intents } = await openAirwallex({
      around: answeringTo('/confirm', 400, { code: 'duplicate_request' }),
    });
    const intentId = await create();

    expect(await gateway.confirm(intentId, request)).toEqual({
      kind: 'unknown',
      reason: '400 duplicate_request',
      misconfigured: true,
    });
    Object.assign(intents.get(intentId) ?? {}, { created_at: '2026-01-01T12:00:00+0000' });
    expect(await gateway.confirm(intentId, request)).toEqual({ kind: 'canceled' });

    expect(requestsTo('/confirm').map(({ body }) => JSON.parse(body).request_id)).toEqual([
      `${intentId}.confirm`,
      `${intentId}.confirm`,
    ]);
  });

  it('cancels no old intent for any other refusal', async () => {
    const { gateway, create, requestsTo, intents } = await openAirwallex({
      around: answeringTo('/confirm', 400, { code: 'configuration_error' }),
    });
    const intentId = await create();
    Object.assign(intents.get(intentId) ?? {}, { created_at: '2026-01-01T12:00:00+0000' });

    expect(await gateway.confirm(intentId, request)).toMatchObject({ kind: 'unknown', misconfigured: true });
    expect(requestsTo('/cancel')).toEqual([]);
  });
});

describe('cancelling an intent at Airwallex', () => {
  it('is tried anew after a refusal of then', async () => {
    const { gateway, create, intents } = await openAirwallex();
    const intentId = await create({ ...request, paymentMethod: 'pm_processing' });
    await gateway.confirm(intentId, request);
    expect(await gateway.cancel(intentId, request)).toEqual({ kind: 'processing' });

    Object.assign(intents.get(intentId) ?? {}, { status: 'REQUIRES_PAYMENT_METHOD' });

    expect(await gateway.cancel(intentId, request)).toEqual({ kind: 'canceled' });
  });
});

describe('listing the intents of a payment at Airwallex', () => {
  it('asks for those of the order since then, and has as many declined as there are', async () => {
    const { gateway, create, requestsTo } = await openAirwallex();
    const order = aPaymentRequest({ paymentMethod: 'pm_card_chargeDeclined' });
    await gateway.confirm(await create(order), order);

    const since = new Date('2026-01-01T12:00:00.000Z');
    expect(await gateway.list(order, since)).toMatchObject({
      kind: 'listed',
      intents: [{ intentId: 'int_1', state: { kind: 'declined' } }],
    });
    expect(Object.fromEntries(requestsTo('/payment_intents')[0]?.query ?? [])).toEqual({
      merchant_order_id: order.orderId,
      from_created_at: '2026-01-01T12:00:00+0000',
      page_num: '0',
      page_size: '100',
    });
  });

  it('is not known where its end can not be reached', async () => {
    const { gateway } = await openAirwallex(
      {
        around: answeringTo('/payment_intents', 200, { items: [], has_more: true }),
      },
      { listTimeoutMs: 200 },
    );

    expect(await gateway.list(request, new Date(0))).toMatchObject({ kind: 'unknown' });
  });
});
