import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PaymentRequest } from '../../functions/payments/payment-gateway.ts';
import { fixedKey, GatewayKeyUnavailable } from '../../functions/payments/table-guard.ts';
import { stripeHeldIntents } from '../../operations/stripe-held-intents.ts';
import { aPaymentRequest } from '../doubles/payment-builders.ts';
import { serveGateway } from '../harness/gateway-at.ts';
import { serveSimulatedGateway } from '../harness/simulated-gateway.ts';
import { type HeldIntentsSubject, heldAt, heldIntentsSubjects } from './held-intents-subjects.ts';

describe.each(Object.entries(heldIntentsSubjects))('the intents that an operator sees, %s', (_name, make) => {
  let subject: HeldIntentsSubject;
  beforeAll(async () => {
    subject = await make();
  });
  afterAll(() => subject.close());

  const status = async (id: string, request: PaymentRequest) => {
    const response = await subject.intents.find(id, request);
    return response.kind === 'held' ? response.intent.status : response.kind;
  };

  it('are shown as they are held, without a change', async () => {
    const request = aPaymentRequest();
    const id = await subject.place(request, true);

    const seen = [await subject.intents.find(id, request), await subject.intents.find(id, request)];

    const [money] = subject.money;
    const intent = {
      id,
      status: 'succeeded',
      ...money,
      amount_received: money.amount,
      difference: undefined,
      owner: 'this',
    };
    expect(seen).toEqual([
      { kind: 'held', intent },
      { kind: 'held', intent },
    ]);
  });

  it('are cancelled while they are open, again and again', async () => {
    const request = aPaymentRequest();
    const id = await subject.place(request);

    for (const _ of [1, 2])
      expect(await subject.intents.cancel(id, request)).toMatchObject({ kind: 'held', intent: { status: 'canceled' } });
    expect(await status(id, request)).toBe('canceled');
  });

  it.each([
    ['has captured', 'pm_card_visa', 'succeeded'],
    ['is processing', 'pm_processing', 'processing'],
  ])('stay when one %s, which the answer of the cancellation says', async (_what, paymentMethod, expected) => {
    const request = aPaymentRequest({ paymentMethod });
    const id = await subject.place(request, true);

    expect(await subject.intents.cancel(id, request)).toMatchObject({ kind: 'held', intent: { status: expected } });
    expect(await status(id, request)).toBe(expected);
  });

  it('are cancelled also where their money differs, which is said', async () => {
    const request = aPaymentRequest();
    const id = await subject.place(aPaymentRequest({ ...request, amount: 1_300 }));

    expect(await subject.intents.cancel(id, request)).toMatchObject({
      intent: { status: 'canceled', ...subject.money[1], difference: expect.stringContaining('amount'), owner: 'this' },
    });
  });

  it("are known by their order: another's is another's", async () => {
    const id = await subject.place(aPaymentRequest());

    expect(await subject.intents.find(id, aPaymentRequest())).toMatchObject({
      intent: { owner: 'another', difference: undefined },
    });
  });

  it('are missing where the gateway knows none of this id', async () => {
    expect(await subject.intents.find('pi_0missing', aPaymentRequest())).toEqual({ kind: 'missing' });
    expect(await subject.intents.cancel('pi_0missing', aPaymentRequest())).toEqual({ kind: 'missing' });
  });

  it('are listed by their order, since a time, all of them', async () => {
    const request = aPaymentRequest();
    const first = await subject.place(request);
    const second = await subject.place({ ...request, eventId: `${request.orderId}.order-placed.2` });
    await subject.place(aPaymentRequest());

    const listed = await subject.intents.list(request, new Date(Date.now() - 60_000));
    const later = await subject.intents.list(request, new Date(Date.now() + 60_000));

    if (listed.kind !== 'listed') throw new Error(listed.reason);
    expect(new Set(listed.intents.map(({ id }) => id))).toEqual(new Set([first, second]));
    expect(later).toEqual({ kind: 'listed', intents: [] });
  });
});

describe('the Stripe adapter of an operator', () => {
  it('answers of a gateway without an answer, and rejects nothing', async () => {
    const { address } = await serveGateway((socket) => socket.destroy());
    const { find, cancel, list } = heldAt(`http://${address}`);
    const request = aPaymentRequest();

    const notAnswered = { kind: 'not-answered', reason: expect.stringMatching(/\w/) };
    expect(await find('pi_1', request)).toEqual(notAnswered);
    expect(await cancel('pi_1', request)).toEqual(notAnswered);
    expect(await list(request, new Date())).toEqual(notAnswered);
  });

  it('asks for nothing with a key of another account, and says so', async () => {
    const { url, key, close } = await serveSimulatedGateway();
    const asked: unknown[] = [];
    const { find } = stripeHeldIntents({
      url,
      key: fixedKey(key),
      timeoutMs: 1_000,
      connectTimeoutMs: 500,
      listTimeoutMs: 1_000,
      async assertAccount(account) {
        asked.push(account);
        throw new GatewayKeyUnavailable('The key is of another account.');
      },
    });

    expect(await find('pi_1', aPaymentRequest())).toEqual({
      kind: 'not-answered',
      reason: expect.stringContaining('The key is of another account.'),
    });
    expect(asked).toEqual([{ id: 'acct_simulator', mode: 'test' }]);
    close();
  });
});
