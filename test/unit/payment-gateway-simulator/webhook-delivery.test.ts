import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { PaymentIntentRecord } from '../../../functions/payment-gateway-simulator/charge-ledger.ts';
import { webhook } from '../../../functions/payment-gateway-simulator/webhook-delivery.ts';
import { logsOf } from '../../harness/captured-logs.ts';
import { rawResponse, serveRaw } from '../../harness/raw-server.ts';
import { aSimulator, START } from './a-simulator.ts';

const RECORD: PaymentIntentRecord = {
  ...{ id: 'pi_1', object: 'payment_intent', version: 2, createdAt: START, status: 'succeeded', amount: 1_250 },
  ...{ currency: 'eur', mayRedirect: false, attempts: 1, refundedAmount: 0, metadata: { orderId: 'ord_1' } },
};
const SUCCEEDED = { type: 'payment_intent.succeeded', record: RECORD };

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A receiver of events that treats each request like this. */
async function aReceiver(onRequest: Parameters<typeof serveRaw>[0] = (socket) => socket.end(rawResponse(204, ''))) {
  const { address, requests, close } = await serveRaw(onRequest);
  closers.push(close);
  return { url: `http://${address}/webhooks`, requests };
}

const sender = (url: string, events: 'asynchronous' | 'all' = 'all') =>
  webhook({ url, events, secret: 'whsec_planted', timeoutMs: 500, now: () => new Date(START), newToken: () => '1' });

describe('send an event', () => {
  it('signs what it sends, in the shape of Stripe', async () => {
    const { url, requests } = await aReceiver();

    await sender(url)(SUCCEEDED, { requestId: 'req_1', key: 'k1' });

    const [request] = requests;
    const { headers, body } = request ?? expect.unreachable('nothing was sent');
    const at = START / 1_000;
    const signature = createHmac('sha256', 'whsec_planted').update(`${at}.${body}`).digest('hex');
    expect(headers['stripe-signature']).toBe(`t=${at},v1=${signature}`);
    expect(JSON.parse(body)).toMatchObject({
      ...{ id: 'evt_1', object: 'event', type: 'payment_intent.succeeded', created: at, livemode: false },
      ...{ pending_webhooks: 1, request: { id: 'req_1', idempotency_key: 'k1' }, api_version: expect.any(String) },
      data: { object: { id: 'pi_1', object: 'payment_intent', status: 'succeeded', metadata: { orderId: 'ord_1' } } },
    });
  });

  it('sends only what nobody has been answered with, where that is wanted', async () => {
    const { url, requests } = await aReceiver();
    const send = sender(url, 'asynchronous');

    await send(SUCCEEDED, { requestId: 'req_1' });
    expect(requests).toEqual([]);

    await send({ ...SUCCEEDED, isAsynchronous: true }, { requestId: 'req_1' });
    expect(requests.map(({ body }) => JSON.parse(body).request)).toEqual([{ id: null, idempotency_key: null }]);
  });

  it.each<[string, Parameters<typeof serveRaw>[0]]>([
    ['fails', (socket) => socket.end(rawResponse(500, ''))],
    ['redirects', (socket) => socket.end(rawResponse(307, '', ['location: /elsewhere']))],
    ['breaks the connection', (socket) => socket.destroy()],
    ['never answers', () => undefined],
  ])('gives up on a receiver that %s after one try, and logs it', async (_what, onRequest) => {
    const { url, requests } = await aReceiver(onRequest);

    const logs = await logsOf(() => sender(url)(SUCCEEDED));

    expect(requests).toHaveLength(1);
    expect(logs).toMatchObject([{ level: 'WARN', type: 'payment_intent.succeeded', objectId: 'pi_1' }]);
  });

  it('sends nothing where there is no receiver', async () => {
    await expect(sender('')(SUCCEEDED)).resolves.toBeUndefined();
  });
});

describe('what the receiver is told', () => {
  it.each([
    ['pm_card_visa', ['created', 'succeeded']],
    ['pm_card_chargeDeclined', ['created', 'payment_failed']],
    ['pm_requires_action', ['created', 'requires_action']],
    ['pm_processing', ['created', 'processing']],
  ])('is each transition of a payment with %s', async (payment_method, types) => {
    const { anIntent, about, events } = aSimulator();

    const intent = about(await anIntent({ payment_method }));
    await intent.confirm();
    await intent.retrieve();

    expect(events).toMatchObject(types.map((type) => ({ type: `payment_intent.${type}` })));
    expect(events.some(({ isAsynchronous }) => isAsynchronous)).toBe(false);
  });

  it('is each transition of a payment that is confirmed at once, too', async () => {
    const { anIntent, events } = aSimulator();

    await anIntent({ confirm: 'true' });

    expect(events.map(({ type }) => type)).toEqual(['payment_intent.created', 'payment_intent.succeeded']);
  });

  it('is a cancellation and a refund, once for each key', async () => {
    const { call, anIntent, about, events } = aSimulator();
    await about(await anIntent()).cancel();
    const id = await anIntent();
    await about(id).confirm();
    for (let times = 1; times <= 2; times++)
      await call('POST /v1/refunds', { key: 'k1', form: { payment_intent: id } });

    expect(events.map(({ type }) => type).filter((type) => /canceled|refund/.test(type))).toEqual([
      'payment_intent.canceled',
      'refund.created',
    ]);
  });

  it('is the end of processing once, by whoever looks first', async () => {
    const { anIntent, about, events, letPass } = aSimulator();
    const intent = about(await anIntent({ payment_method: 'pm_processing_fails' }));
    await intent.confirm();
    letPass(10);

    await Promise.all([intent.retrieve(), intent.retrieve()]);

    expect(events.filter(({ isAsynchronous }) => isAsynchronous)).toMatchObject([
      { type: 'payment_intent.payment_failed', record: { status: 'requires_payment_method' } },
    ]);
  });

  it('is the end that a test wanted', async () => {
    const { anIntent, about, events } = aSimulator();
    const intent = about(await anIntent({ payment_method: 'pm_processing' }));
    await intent.confirm();

    await intent.settle('succeed');

    expect(events.at(-1)).toMatchObject({ type: 'payment_intent.succeeded', isAsynchronous: true });
  });

  it('is nothing of a request that was refused', async () => {
    const { anIntent, about, events } = aSimulator();
    const intent = about(await anIntent());
    await intent.confirm();
    const before = events.length;

    await intent.confirm();
    await intent.cancel();

    expect(events).toHaveLength(before);
  });
});
