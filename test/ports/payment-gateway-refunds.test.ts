import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPaymentRequest } from '../doubles/payment-builders.ts';
import { answering, gatewayAt, request, serveGateway, serveSimulator } from '../harness/gateway-at.ts';
import { rawResponse } from '../harness/raw-server.ts';
import { type PaymentGatewaySubject, paymentGateways } from './payment-gateways.ts';

describe.each(Object.entries(paymentGateways))('refunding, %s', (_name, make) => {
  let subject: PaymentGatewaySubject;
  beforeAll(async () => {
    subject = await make();
  });
  afterAll(() => subject.close());

  it('gives a captured payment back, as often as it is asked', async () => {
    const { request, intentId } = await subject.confirmed('pm_card_visa');

    const refund = () => subject.gateway.refund(intentId, request);

    expect(await Promise.all([refund(), refund()])).toContainEqual({ kind: 'refunded' });
    expect(await refund()).toEqual({ kind: 'refunded' });
    expect(await subject.gateway.retrieve(intentId, request)).toEqual({ kind: 'succeeded' });
  });

  it('contradicts where nothing was captured', async () => {
    const request = aPaymentRequest();
    const intentId = await subject.create(request);

    expect(await subject.gateway.refund(intentId, request)).toMatchObject({ kind: 'contradiction' });
  });

  it('contradicts where the gateway has lost the intent', async () => {
    expect(await subject.gateway.refund('pi_nobody_made_this', aPaymentRequest())).toMatchObject({
      kind: 'contradiction',
    });
  });
});

describe('a refund at Stripe', () => {
  const refund = { id: 're_1', object: 'refund', status: 'succeeded', amount: 1_250, currency: 'eur' };
  const wellFormed = { ...refund, payment_intent: 'pi_1' };

  /** A gateway whose responses come one after the other; the last one stays. */
  async function answeringInTurn(...responses: readonly string[]) {
    let next = 0;
    const server = await serveGateway((socket) => socket.end(responses[next++] ?? responses.at(-1) ?? ''));
    const response = await gatewayAt(`http://${server.address}`).refund('pi_1', request);
    return { response, requests: server.requests };
  }
  const ok = (body: object) => rawResponse(200, JSON.stringify(body));
  const failing = (headers: readonly string[] = []) =>
    rawResponse(500, JSON.stringify({ error: { type: 'api_error', message: 'No.' } }), headers);
  const REPLAYED = ['idempotent-replayed: true'];
  const replayedFailure = failing(REPLAYED);
  const savedRefusal = (code: string) =>
    rawResponse(400, JSON.stringify({ error: { type: 'invalid_request_error', code, message: 'No.' } }), REPLAYED);

  it('names the intent and no amount, under a key that follows from the event', async () => {
    const { response, requests } = await answeringInTurn(ok(wellFormed));

    expect(response).toEqual({ kind: 'refunded' });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      path: '/v1/refunds',
      headers: { 'idempotency-key': `${request.eventId}.refund` },
    });
    expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toEqual({
      payment_intent: 'pi_1',
      'metadata[orderId]': request.orderId,
      'metadata[eventId]': request.eventId,
    });
  });

  it.each([
    ['is under way', { status: 'pending' }],
    ['is the rest of what was given back in part by hand', { amount: 250 }],
  ])('is one when it %s', async (_what, differing) => {
    expect((await answeringInTurn(ok({ ...wellFormed, ...differing }))).response).toEqual({ kind: 'refunded' });
  });

  it.each([
    ['failed', { status: 'failed' }, 're_1 is failed'],
    ['was canceled', { status: 'canceled' }, 're_1 is canceled'],
    ['waits for the customer', { status: 'requires_action' }, 're_1 is requires_action'],
    ['is of another intent', { payment_intent: 'pi_2' }, 're_1 differs in payment_intent'],
    ['is of more than was captured', { amount: 1_251 }, 're_1 differs in amount'],
    ['is of nothing', { amount: 0 }, 're_1 differs in amount'],
    ['is of another currency', { currency: 'usd' }, 're_1 differs in currency'],
  ])('is none when it %s', async (_what, differing, reason) => {
    const { response } = await answeringInTurn(ok({ ...wellFormed, ...differing }));

    expect(response).toEqual({ kind: 'contradiction', reason });
  });

  it('is not known where the response is something else', async () => {
    for (const body of [refund, { ...wellFormed, id: 'pi_1' }, {}])
      expect((await answeringInTurn(ok(body))).response).toMatchObject({ kind: 'unknown', misconfigured: true });
  });

  it('is asked for under another key only where the failure of the first one is saved', async () => {
    const saved = await answeringInTurn(replayedFailure, ok(wellFormed));
    const fresh = await answeringInTurn(failing(), ok(wellFormed));

    expect(saved.response).toEqual({ kind: 'refunded' });
    const keys = saved.requests.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toBe(`${request.eventId}.refund`);
    expect(keys[1]).toMatch(/\.refund\.[0-9a-f-]{36}$/);
    expect(fresh.response).toMatchObject({ kind: 'unknown', misconfigured: false });
    expect(fresh.requests).toHaveLength(1);
  });

  it('is asked for under another key, too, where a refusal is saved whose cause may be mended, and each time under a fresh one', async () => {
    const { response, requests } = await answeringInTurn(savedRefusal('balance_insufficient'), ok(wellFormed));
    const again = await answeringInTurn(savedRefusal('balance_insufficient'), ok(wellFormed));

    expect(response).toEqual({ kind: 'refunded' });
    expect(requests).toHaveLength(2);
    const keys = [requests[1], again.requests[1]].map((sent) => sent?.headers['idempotency-key']);
    expect(new Set(keys)).toHaveProperty('size', 2);
  });

  it('is asked for once where it is saved that all of it was given back', async () => {
    const { response, requests } = await answeringInTurn(savedRefusal('charge_already_refunded'));

    expect(response).toEqual({ kind: 'refunded' });
    expect(requests).toHaveLength(1);
  });

  it('is not asked for a third time', async () => {
    const { response, requests } = await answeringInTurn(replayedFailure);

    expect(response).toMatchObject({ kind: 'unknown' });
    expect(requests).toHaveLength(2);
  });

  it.each([
    ['all of it was given back before', { code: 'charge_already_refunded' }, { kind: 'refunded' }],
    ['the charge is disputed', { code: 'charge_disputed' }, { kind: 'unknown', misconfigured: true }],
    [
      'the intent is of the other mode',
      {
        code: 'resource_missing',
        message: "No such payment_intent: 'pi_1'; a similar object exists in live mode, but a test mode key was used.",
      },
      { kind: 'unknown', misconfigured: true },
    ],
  ])('is what the error says: %s', async (_what, error, expected) => {
    const { address } = await serveGateway(answering(400, error));

    expect(await gatewayAt(`http://${address}`).refund('pi_1', request)).toMatchObject(expected);
  });

  it('gives back once where the key is forgotten, or another one is used', async () => {
    const { url, key } = await serveSimulator({ keyWindowSeconds: 0 });
    const gateway = gatewayAt(url, { key });
    const created = await gateway.create(request);
    if (created.kind !== 'created') throw new Error('no intent');
    await gateway.confirm(created.intentId, request);

    for (const eventId of [request.eventId, request.eventId, 'another'])
      expect(await gateway.refund(created.intentId, { ...request, eventId })).toEqual({ kind: 'refunded' });
  });
});
