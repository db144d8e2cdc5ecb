import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { GatewayKey } from '../../functions/payments/table-guard.ts';
import { airwallexAt, answeringTo, openAirwallex } from '../harness/airwallex-at.ts';
import { request, serveGateway } from '../harness/gateway-at.ts';
import { rawResponse } from '../harness/raw-server.ts';

const KEY = 'client-1:planted';
const planted = (url: string) => airwallexAt({ url, key: KEY });

describe('a refusal of a payment at Airwallex', () => {
  it.each([
    'issuer_declined',
    'provider_declined',
    'risk_declined',
    'authentication_declined',
    '3ds_not_supported',
    'no_3ds_liability_shift',
    'card_brand_not_supported',
    'rejected_by_routing_rules',
    'amount_above_limit',
    'amount_below_limit',
    'resource_not_found',
  ])('declines this order alone: %s', async (code) => {
    const { gateway, create } = await openAirwallex({ around: answeringTo('/confirm', 400, { code }) });

    expect(await gateway.confirm(await create(), request)).toEqual({ kind: 'declined', code });
  });

  it.each([
    ['the account may not use the currency', 'currency_not_supported'],
    ['a parameter is wrong', 'validation_error'],
    ['the account is not set up', 'configuration_error'],
    ['the account is suspended', 'suspended_from_online_payments'],
    ['the account lacks the method', 'payment_method_not_allowed'],
    ['it has a reason that nobody knows', 'brand_new_code'],
  ])('declines nobody, and says that an operator must act: %s', async (_why, code) => {
    const { gateway } = await openAirwallex({ around: answeringTo('/create', 400, { code, source: 'currency' }) });

    const reason = `400 ${code} currency`;
    expect(await gateway.create(request)).toEqual({ kind: 'unknown', reason, misconfigured: true });
  });

  it.each([
    [400, 'provider_unavailable'],
    [400, 'frequency_above_limit'],
    [409, 'conflict'],
    [429, 'too_many_requests'],
    [500, 'internal_error'],
    [503, ''],
  ])('says nothing about the payment: %i %s', async (status, code) => {
    const { gateway } = await openAirwallex({ around: answeringTo('/create', status, { code }) });

    expect(await gateway.create(request)).toMatchObject({ kind: 'unknown', misconfigured: false });
  });

  it('declines an order at its creation whose customer is not there', async () => {
    const { gateway } = await openAirwallex({ around: answeringTo('/create', 404, { code: 'resource_not_found' }) });

    expect(await gateway.create(request)).toEqual({ kind: 'refused', code: 'resource_not_found' });
  });
});

describe('what answers, but not as Airwallex does', () => {
  const token = { token: 'token-1', expires_at: '2999-01-01T00:00:00+0000' };
  /** The first request is the login. */
  const afterLogin = (status: number, body: string) => {
    let isLogin = true;
    return (socket: Socket) => {
      socket.end(isLogin ? rawResponse(201, JSON.stringify(token)) : rawResponse(status, body));
      isLogin = false;
    };
  };

  it.each([
    { status: 200, body: '<html>hello</html>', reason: 'the response 200 is no JSON' },
    { status: 308, body: '', reason: 'the response 308 is no JSON' },
    { status: 200, body: '{"status":"ok"}', reason: 'the response is not a' },
    { status: 404, body: '{"code":"not_found"}', reason: '404 not_found' },
    { status: 403, body: '{"code":"forbidden"}', reason: '403 forbidden' },
  ])('is never a decline, and an operator must act: $status $body', async ({ status, body, reason }) => {
    const { address } = await serveGateway(afterLogin(status, body));
    const gateway = planted(`http://${address}`);

    for (const response of [
      await gateway.create(request),
      await gateway.confirm('int_1', request),
      await gateway.retrieve('int_1', request),
      await gateway.cancel('int_1', request),
      await gateway.refund('int_1', request),
      await gateway.list(request, new Date(0)),
    ])
      expect(response).toMatchObject({
        kind: 'unknown',
        reason: expect.stringContaining(reason),
        misconfigured: true,
      });
  });

  it('may pass where it is the page of a proxy that finds nobody behind it', async () => {
    const { address } = await serveGateway(afterLogin(502, '<html>bad gateway</html>'));

    expect(await planted(`http://${address}`).create(request)).toMatchObject({ kind: 'unknown', misconfigured: false });
  });
});

describe('a login that fails', () => {
  it.each<[string, string, boolean]>([
    ['the key is refused', rawResponse(401, '{"code":"credentials_invalid"}'), true],
    ['it is a page', rawResponse(200, '<html>hello</html>'), true],
    ['it is of another API', rawResponse(404, '{"error":{}}'), true],
    ['the token is no word', rawResponse(201, '{"token":"a b","expires_at":"2999-01-01T00:00:00+0000"}'), true],
    ['its end is no time', rawResponse(201, '{"token":"a","expires_at":"soon"}'), true],
    ['there are too many', rawResponse(429, '{"code":"too_many_requests"}'), false],
    ['the gateway is out of order', rawResponse(500, ''), false],
    ['nothing is answered', '', false],
  ])('sends nothing, and declines nobody: %s', async (_why, response, misconfigured) => {
    const { address, requests } = await serveGateway((socket) => socket.end(response));

    const created = await planted(`http://${address}`).create(request);

    expect(created).toMatchObject({ kind: 'unreachable', misconfigured });
    expect(created).not.toMatchObject({ reason: expect.stringContaining('planted') });
    expect(requests.map(({ path }) => path)).toEqual(['/api/v1/authentication/login']);
  });

  it('is none where nobody listens, and one where no answer comes', async () => {
    const { address } = await serveGateway(() => undefined);

    expect(await planted('http://127.0.0.1:1').create(request)).toMatchObject({ kind: 'unreachable' });
    expect(await airwallexAt({ url: `http://${address}`, key: KEY }, { timeoutMs: 100 }).create(request)).toMatchObject(
      {
        kind: 'unreachable',
        misconfigured: false,
      },
    );
  });

  it('is none where the key is no client id and API key', async () => {
    expect(await airwallexAt({ url: 'http://127.0.0.1:1', key: 'planted' }).create(request)).toEqual({
      kind: 'unreachable',
      reason: "The gateway's key is not <client id>:<API key>.",
      misconfigured: true,
    });
  });

  it('has the key read anew', async () => {
    const { key, ...server } = await openAirwallex();
    let current = 'client-1:old';
    const rotating: GatewayKey = {
      current: async () => current,
      refused: async () => {
        current = key;
      },
    };
    const gateway = airwallexAt({ ...server, key }, { key: rotating });

    expect(await gateway.create(request)).toMatchObject({ kind: 'unreachable', misconfigured: true });
    expect(await gateway.create(request)).toMatchObject({ kind: 'created' });
  });
});
