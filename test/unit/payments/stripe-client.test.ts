import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type StripeClientOptions, stripeClient } from '../../../functions/payments/stripe-client.ts';
import { describe as describeFailure, failureOf } from '../../../functions/payments/stripe-failure.ts';
import { fixedKey, type GatewayAccount } from '../../../functions/payments/table-guard.ts';
import { answering, serveGateway } from '../../harness/gateway-at.ts';
import { rawResponse } from '../../harness/raw-server.ts';

const INTENT = '{"id":"pi_1"}';
const answer = (status: number, body: string) => (socket: Socket) => socket.end(rawResponse(status, body));

/** Retrieves an intent from a gateway that treats each request like this. */
async function clientAt(onRequest: (socket: Socket) => void, { path = '', ...options }: ClientOptions = {}) {
  const { address, requests } = await serveGateway(onRequest);
  const stripe = stripeClient({
    url: `http://${address}${path}`,
    key: fixedKey('sk_test_planted'),
    timeoutMs: 60_000,
    connectTimeoutMs: 30_000,
    ...options,
  });
  return { requests, retrieve: () => stripe.paymentIntents.retrieve('pi_1') };
}

interface ClientOptions extends Partial<StripeClientOptions> {
  readonly path?: string;
}

const failureIn = (response: Promise<unknown>) =>
  response.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('send a request to the gateway', () => {
  it.each(['/stage/api', '/stage/api/', '/stage/api//'])('goes below the base path %s', async (path) => {
    const { requests, retrieve } = await clientAt(answer(200, INTENT), { path });

    await retrieve();

    expect(requests.map((request) => request.path)).toEqual(['/stage/api/v1/payment_intents/pi_1']);
  });

  it('tells the gateway nothing about earlier requests', async () => {
    const response = rawResponse(200, INTENT, ['request-id: req_1']);
    const { requests, retrieve } = await clientAt((socket) => socket.end(response));

    await retrieve();
    await retrieve();

    expect(requests[1]?.headers).not.toHaveProperty('x-stripe-client-telemetry');
  });

  it('reads JSON that begins with white space', async () => {
    const { retrieve } = await clientAt(answer(200, `\r\n ${INTENT}`));

    expect(await retrieve()).toMatchObject({ id: 'pi_1' });
  });

  it('says which response was a page', async () => {
    const { retrieve } = await clientAt(answer(404, '<html>'));

    const failure = await failureIn(retrieve());

    expect(describeFailure(failure)).toContain('the response 404 is no JSON');
    expect(failureOf(failure)).toMatchObject({ misconfigured: true });
  });

  it('takes a page with status 500 for a failure that passes, not for another server', async () => {
    const { retrieve } = await clientAt(answer(500, '<html>'));

    expect(failureOf(await failureIn(retrieve()))).toMatchObject({ kind: 'unknown', misconfigured: false });
  });
});

describe('the time limit of a request', () => {
  it('ends one without a response, whose outcome is unknown then', async () => {
    const { requests, retrieve } = await clientAt(() => undefined, { timeoutMs: 100 });

    expect(failureOf(await failureIn(retrieve()))).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('timeout'),
    });
    expect(requests).toHaveLength(1);
  });
});

describe('report a key that the gateway refuses', () => {
  it.each([
    [401, ['sk_test_planted']],
    [403, []],
    [200, []],
  ])('happens after a response with status %i: %j', async (status, expected) => {
    const refused: string[] = [];
    const key = {
      current: async () => 'sk_test_planted',
      refused: async (bearer: string) => void refused.push(bearer),
    };
    const { retrieve } = await clientAt(answering(status, {}), { key });

    await failureIn(retrieve());

    expect(refused).toEqual(expected);
  });
});

describe('ask for the account of a key', () => {
  it.each<[number, string, object]>([
    [200, '<html>', { misconfigured: true, reason: expect.stringContaining('the response 200 is no JSON') }],
    [200, '{}', { kind: 'unreachable', misconfigured: true, reason: expect.stringContaining('answers 200') }],
    [401, '{}', { kind: 'unreachable', misconfigured: true, reason: expect.stringContaining('refuses the key') }],
    [404, '{}', { kind: 'unreachable', misconfigured: true, reason: expect.stringContaining('answers 404') }],
    [429, '{}', { kind: 'unreachable', misconfigured: false, reason: expect.stringContaining('asked for: 429') }],
    [500, '{}', { kind: 'unreachable', misconfigured: false, reason: expect.stringContaining('asked for: 500') }],
  ])('sends nothing else where the response is %i %s, and says so', async (status, body, expected) => {
    const { requests, retrieve } = await clientAt(answer(status, body), { assertAccount: async () => undefined });

    expect(failureOf(await failureIn(retrieve()))).toMatchObject(expected);
    expect(requests.map(({ path }) => path)).toEqual(['/v1/account']);
  });

  it('sends nothing else where the connection breaks, and says so', async () => {
    const { requests, retrieve } = await clientAt((socket) => socket.resetAndDestroy(), {
      assertAccount: async () => undefined,
    });

    const failure = failureOf(await failureIn(retrieve()));

    expect(failure).toMatchObject({ kind: 'unreachable', misconfigured: false });
    expect(failure).toMatchObject({ reason: expect.stringContaining('the account could not be asked for') });
    expect(requests).toHaveLength(1);
  });

  const account = '{"object":"account","id":"acct_1"}';

  it('happens anew after a failure, and not again once it succeeded', async () => {
    const answers = [rawResponse(500, '{}')];
    const { requests, retrieve } = await clientAt(
      (socket) => socket.end(answers.shift() ?? rawResponse(200, account)),
      { assertAccount: async () => undefined },
    );

    await failureIn(retrieve());
    await retrieve();
    await retrieve();

    expect(requests.map(({ path }) => path.split('/')[2])).toEqual([
      'account',
      'account',
      'payment_intents',
      'payment_intents',
    ]);
  });

  it('takes no time from the request that waits for it', async () => {
    const timeoutMs = 400;
    const assertAccount = async () => void (await once(AbortSignal.timeout(timeoutMs + 50), 'abort'));
    const { retrieve } = await clientAt(answer(200, account), { assertAccount, timeoutMs });

    expect(await Promise.all([retrieve(), retrieve()])).toMatchObject([{ id: 'acct_1' }, { id: 'acct_1' }]);
  });

  it('is not repeated for the new key where the check of the old one fails late', async () => {
    const keys = ['sk_test_old'];
    const key = { current: async () => keys.shift() ?? 'sk_test_new', refused: async () => undefined };
    const old = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const checked: GatewayAccount[] = [];
    const assertAccount = async (seen: GatewayAccount) => {
      if (checked.push(seen) > 1) return;
      asked.resolve();
      await old.promise;
    };
    const { retrieve } = await clientAt(answer(200, account), { key, assertAccount });

    const first = failureIn(retrieve());
    await asked.promise;
    await retrieve();
    old.reject(new Error('another account'));
    await first;
    await retrieve();

    expect(checked).toHaveLength(2);
  });
});
