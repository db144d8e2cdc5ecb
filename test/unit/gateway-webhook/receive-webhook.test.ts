import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import { takeHint, webhookRoute } from '../../../functions/gateway-webhook/receive-webhook.ts';
import { stripeNotification } from '../../../functions/gateway-webhook/stripe-notification.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { defaultRouteEvent } from '../../harness/http-server.ts';
import { after, at } from '../../harness/payments.ts';

const SECRET = 'whsec_planted';
/** Parked, and due in an hour. */
const row = aPaymentRow({ leaseUntil: at(0), dueAt: at(3_600) });

/** The route at the hundredth second, beside this row. */
function webhookBeside(existing: PaymentRow | undefined) {
  const due: string[] = [];
  const take = takeHint({
    payments: { find: async () => existing, dueNow: async (eventId, now) => void due.push(`${eventId} ${now}`) },
    now: () => after(100),
  });
  const route = webhookRoute({ read: stripeNotification(async () => SECRET), take });
  const receive = (payload: string, signature: string) =>
    route(
      defaultRouteEvent({
        method: 'POST',
        path: '/webhooks/gateway',
        query: '',
        headers: { 'stripe-signature': signature },
        body: Buffer.from(payload).toString('base64'),
      }),
    );
  return { due, receive };
}

const notification = (type: string, differing: object = {}) =>
  JSON.stringify({
    id: 'evt_1',
    object: 'event',
    type,
    data: { object: { object: 'payment_intent', id: 'pi_1', metadata: { eventId: row.eventId }, ...differing } },
  });

const signed = (payload: string, { secret = SECRET, age = 0 } = {}) => {
  const time = Math.floor(Date.now() / 1_000) - age;
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${payload}`).digest('hex')}`;
};

describe("a notification of the gateway's", () => {
  it.each(['', 'e'.repeat(2_049)])(
    'is none of ours where the table could not hold its event id: %j',
    async (eventId) => {
      const { due, receive } = webhookBeside(row);
      const payload = notification('payment_intent.succeeded', { metadata: { eventId } });

      expect(await receive(payload, signed(payload))).toEqual({ statusCode: 204 });
      expect(due).toEqual([]);
    },
  );

  it.each(['payment_intent.succeeded', 'payment_intent.payment_failed', 'payment_intent.canceled', 'whatever.comes'])(
    'makes a parked payment due now, whatever it says: %s',
    async (type) => {
      const { due, receive } = webhookBeside(row);
      const payload = notification(type);

      expect(await receive(payload, signed(payload))).toEqual({ statusCode: 204 });
      expect(due).toEqual([`${row.eventId} ${at(100)}`]);
    },
  );

  it('makes a parked refund due now', async () => {
    const { due, receive } = webhookBeside({ ...row, state: 'REFUND_DUE' });
    const payload = notification('refund.created', { object: 'refund', id: 're_1' });

    expect(await receive(payload, signed(payload))).toEqual({ statusCode: 204 });
    expect(due).toEqual([`${row.eventId} ${at(100)}`]);
  });

  it.each<[string, PaymentRow | undefined]>([
    ['there is no such payment', undefined],
    ['an attempt is under way', aPaymentRow({ leaseUntil: at(160) })],
    ['its record comes again', aPaymentRow({ leaseUntil: at(0) })],
    ['it is due already', { ...row, dueAt: at(90) }],
    ['it is captured', aPaymentRow({ state: 'CAPTURED' })],
    ['it is declined', aPaymentRow({ state: 'DECLINED' })],
    ['it waits for a person', aPaymentRow({ state: 'IN_REVIEW' })],
  ])('changes nothing where %s', async (_situation, existing) => {
    const { due, receive } = webhookBeside(existing);
    const payload = notification('payment_intent.succeeded');

    expect(await receive(payload, signed(payload))).toEqual({ statusCode: 204 });
    expect(due).toEqual([]);
  });

  it.each([
    ['charge.succeeded', { object: 'charge' }],
    ['payment_intent.succeeded', { metadata: {} }],
    ['payment_intent.succeeded', { metadata: { eventId: 7 } }],
  ])('is none of ours and is accepted: %s %j', async (type, differing) => {
    const { due, receive } = webhookBeside(row);
    const payload = notification(type, differing);

    expect(await receive(payload, signed(payload))).toEqual({ statusCode: 204 });
    expect(due).toEqual([]);
  });
});

describe('a request that the gateway has not signed', () => {
  const payload = notification('payment_intent.succeeded');

  it.each([
    ['no signature', payload, ''],
    ['a signature of another secret', payload, signed(payload, { secret: 'whsec_other' })],
    ['a signature of another text', payload.replace('evt_1', 'evt_2'), signed(payload)],
    ['an old signature', payload, signed(payload, { age: 301 })],
    ['a signature without a time', payload, signed(payload).replace(/t=\d+,/, '')],
    ['no signature but its name', payload, 'v1='],
    ['signed text that is no JSON', 'x', signed('x')],
  ])('is refused and changes nothing: %s', async (_name, text, signature) => {
    const { due, receive } = webhookBeside(row);

    await expect(receive(text, signature)).rejects.toMatchObject({ status: 400, type: 'wrong-signature' });
    expect(due).toEqual([]);
  });

  it('is refused, too, while there is no secret to verify it by: nobody is called for that', async () => {
    const failing = webhookRoute({
      read: stripeNotification(() => Promise.reject(new Error('no secret'))),
      take: async () => 'ignored',
    });

    await expect(
      failing(defaultRouteEvent({ method: 'POST', path: '/', query: '', headers: {}, body: '' })),
    ).rejects.toMatchObject({ status: 400, type: 'no-secret' });
  });
});
