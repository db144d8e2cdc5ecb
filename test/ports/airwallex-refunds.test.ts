import { describe, expect, it } from 'vitest';
import { answeringTo, openAirwallex } from '../harness/airwallex-at.ts';
import { request } from '../harness/gateway-at.ts';

describe('refunding at Airwallex', () => {
  async function aCapturedPayment(...server: Parameters<typeof openAirwallex>) {
    const opened = await openAirwallex(...server);
    const intentId = await opened.create();
    await opened.gateway.confirm(intentId, request);
    return { ...opened, intentId, refund: () => opened.gateway.refund(intentId, request) };
  }

  it('names the intent and no amount, under a request id that follows from the intent', async () => {
    const { intentId, refund, refunds, requestsTo } = await aCapturedPayment();

    expect(await refund()).toEqual({ kind: 'refunded' });
    expect(JSON.parse(requestsTo('/refunds/create')[0]?.body ?? '')).toEqual({
      request_id: `${intentId}.refund`,
      payment_intent_id: intentId,
      metadata: { orderId: request.orderId, eventId: request.eventId },
    });
    expect(refunds.map(({ amount }) => amount)).toEqual([12.5]);
  });

  it('gives back what is left of it where a part was given back by hand', async () => {
    const { intentId, refund, refunds } = await aCapturedPayment();
    refunds.push({ id: 'rfd_0', payment_intent_id: intentId, amount: 10.2, currency: 'EUR', status: 'SETTLED' });

    expect([await refund(), await refund()]).toEqual([{ kind: 'refunded' }, { kind: 'refunded' }]);
    expect(refunds).toHaveLength(2);
  });

  it('knows by the list that all of it was given back by hand', async () => {
    const { intentId, refund, refunds } = await aCapturedPayment();
    for (const [id, amount] of [
      ['rfd_a', 0.1],
      ['rfd_b', 12.4],
    ] as const)
      refunds.push({ id, payment_intent_id: intentId, amount, currency: 'EUR', status: 'SETTLED' });

    expect(await refund()).toEqual({ kind: 'refunded' });
  });

  it('is none where the refund has failed, and says so each time', async () => {
    const { refund, refunds } = await aCapturedPayment();
    await refund();
    Object.assign(refunds[0] ?? {}, { status: 'FAILED' });

    for (const _attempt of [1, 2]) expect(await refund()).toEqual({ kind: 'contradiction', reason: 'rfd_1 is FAILED' });
  });

  it('goes on with a second request id where the first is used up by a failure', async () => {
    let answered = 0;
    const { refund, requestsTo } = await aCapturedPayment({
      around: ({ path }, answer) =>
        path.endsWith('/refunds/create') && answered++ === 0
          ? { status: 400, body: { code: 'duplicate_request' } }
          : answer(),
    });

    expect(await refund()).toEqual({ kind: 'refunded' });
    expect(requestsTo('/refunds/create')).toHaveLength(2);
  });

  it('waits for an operator where the account can not pay it', async () => {
    const { refund } = await aCapturedPayment({
      around: answeringTo('/refunds/create', 400, { code: 'insufficient_refundable_funds' }),
    });

    expect(await refund()).toEqual({
      kind: 'unknown',
      reason: '400 insufficient_refundable_funds',
      misconfigured: true,
    });
  });

  it.each([
    ['payment_intent_id', { payment_intent_id: 'int_2' }],
    ['amount', { amount: 12.51 }],
    ['amount', { amount: 0 }],
    ['currency', { currency: 'USD' }],
  ])('is none where the refund is of another %s', async (name, differing) => {
    const body = { id: 'rfd_1', status: 'RECEIVED', amount: 12.5, currency: 'EUR', payment_intent_id: 'int_1' };
    const { refund } = await aCapturedPayment({
      around: answeringTo('/refunds/create', 201, { ...body, ...differing }),
    });

    expect(await refund()).toEqual({ kind: 'contradiction', reason: `rfd_1 differs in ${name}` });
  });
});
