import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { airwallexSession } from '../../functions/payments/airwallex-session.ts';
import { fixedKey, type GatewayAccount, GatewayKeyUnavailable } from '../../functions/payments/table-guard.ts';
import { aPaymentRequest } from '../doubles/payment-builders.ts';
import { airwallexAt, answeringTo, openAirwallex } from '../harness/airwallex-at.ts';
import { request } from '../harness/gateway-at.ts';

const LOGIN = '/authentication/login';

describe('a session at Airwallex', () => {
  it('is one for all requests, also for those that come at once', async () => {
    const { gateway, create, requestsTo } = await openAirwallex();

    const [intentId] = await Promise.all([create(), create(), create()]);
    await gateway.confirm(intentId, request);

    expect(requestsTo(LOGIN)).toHaveLength(1);
  });

  it('is another one before it ends', async () => {
    const clock = { ms: Date.now() };
    const { create, requestsTo } = await openAirwallex({ seconds: 1_800 }, { now: () => new Date(clock.ms) });
    await create(aPaymentRequest());

    clock.ms += 1_730_000;
    await create(aPaymentRequest());
    expect(requestsTo(LOGIN)).toHaveLength(1);
    clock.ms += 20_000;
    await create(aPaymentRequest());
    expect(requestsTo(LOGIN)).toHaveLength(2);
  });

  it('is another one where the gateway has ended it, and the request is sent again: it did nothing', async () => {
    const { gateway, create, endSessions, captures, requestsTo } = await openAirwallex();
    const intentId = await create();
    endSessions();

    const confirmed = await Promise.all([1, 2].map(() => gateway.confirm(intentId, request)));

    expect(confirmed).toContainEqual({ kind: 'succeeded' });
    expect(captures(request.eventId)).toBe(1);
    expect(requestsTo(LOGIN)).toHaveLength(2);
  });

  it('is begun once by all whose token was refused at the same time', async () => {
    let logins = 0;
    const options = {
      url: 'http://127.0.0.1:1',
      key: fixedKey('client-1:planted'),
      timeoutMs: 100,
      now: () => new Date(),
    };
    const session = airwallexSession(options, async () => {
      const body = JSON.stringify({ token: `token-${++logins}`, expires_at: '2999-01-01T00:00:00+0000' });
      return { status: 201, headers: {}, body };
    });
    const refused = await session();

    const tokens = await Promise.all([session(refused), session(refused), session(refused)]);

    expect(tokens.map(({ token }) => token)).toEqual(['token-2', 'token-2', 'token-2']);
  });

  it('is tried once more and no more often', async () => {
    const { gateway, requestsTo } = await openAirwallex({
      around: answeringTo('/create', 401, { code: 'unauthorized' }),
    });

    expect(await gateway.create(request)).toMatchObject({ kind: 'unreachable', misconfigured: true });
    expect([requestsTo('/create').length, requestsTo(LOGIN).length]).toEqual([2, 2]);
  });

  it('is of the key as it is now', async () => {
    const { key, ...server } = await openAirwallex();
    let current = key;
    const rotating = { current: async () => current, refused: async () => undefined };
    const gateway = airwallexAt({ ...server, key }, { key: rotating });
    await gateway.create(request);

    current = 'client-1:another';

    expect(await gateway.create(request)).toMatchObject({ kind: 'unreachable', misconfigured: true });
  });

  it('is not begun anew for ever where a login has failed', async () => {
    let failures = 1;
    const { gateway } = await openAirwallex({
      around: ({ path }, answer) =>
        path === LOGIN && failures-- > 0 ? { status: 503, body: { code: 'service_unavailable' } } : answer(),
    });

    expect(await gateway.create(request)).toMatchObject({ kind: 'unreachable', misconfigured: false });
    expect(await gateway.create(request)).toMatchObject({ kind: 'created' });
  });
});

describe('the account at Airwallex', () => {
  const seen: GatewayAccount[] = [];
  const assertAccount = async (account: GatewayAccount) => {
    seen.splice(0, Number.POSITIVE_INFINITY, account);
  };

  it('is seen before the first request, and nothing is sent where the key must not be used', async () => {
    const { create } = await openAirwallex({}, { assertAccount });
    const { gateway, requestsTo } = await openAirwallex(
      {},
      {
        assertAccount: async () => {
          throw new GatewayKeyUnavailable('another account');
        },
      },
    );
    await create();

    expect(seen).toEqual([{ id: 'acct_1', mode: 'test' }]);
    expect(await gateway.create(request)).toEqual({
      kind: 'unreachable',
      reason: 'another account',
      misconfigured: true,
    });
    expect(requestsTo('/create')).toEqual([]);
  });

  it('takes no time from the request that waits for it', async () => {
    const timeoutMs = 400;
    const wait = async () => void (await once(AbortSignal.timeout(timeoutMs + 50), 'abort'));
    const { gateway } = await openAirwallex({}, { assertAccount: wait, timeoutMs });

    expect(await gateway.create(request)).toMatchObject({ kind: 'created' });
  });

  it('is not known where the key may not read it', async () => {
    const { create } = await openAirwallex({ around: answeringTo('/account', 403, {}) }, { assertAccount });

    await create();

    expect(seen).toEqual([{ id: undefined, mode: 'test' }]);
  });

  it.each([
    ['https://api.airwallex.com', 'live'],
    ['https://api-demo.airwallex.com', 'test'],
    ['https://api.sandbox.airwallex.com', 'test'],
  ])('at %s is of mode %s', async (url, mode) => {
    const body = JSON.stringify({ token: 'token-1', expires_at: '2999-01-01T00:00:00+0000', id: 'acct_1' });
    const options = { url, key: fixedKey('client-1:planted'), timeoutMs: 100, now: () => new Date(), assertAccount };

    await airwallexSession(options, async () => ({ status: 201, headers: {}, body }))();

    expect(seen).toEqual([{ id: 'acct_1', mode }]);
  });
});
