import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { attemptPayment } from '../../functions/payments/attempt-payment.ts';
import { type GatewayAccount, GatewayKeyUnavailable } from '../../functions/payments/table-guard.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { answering, gatewayAt, serveGateway, serveSimulator } from '../harness/gateway-at.ts';
import { rawResponse } from '../harness/raw-server.ts';

/** What is wrong with our account, our key, our address or our request. Texts by Stripe's documentation of its error codes. */
const MISTAKES: readonly [string, (socket: Socket) => void][] = [
  ['the key is not a key', answering(401, { message: 'Invalid API Key provided: sk_test_****' })],
  ['the key has expired', answering(401, { code: 'api_key_expired' })],
  ['no key was sent', answering(401, { message: 'You did not provide an API key.' })],
  ['a publishable key', answering(403, { code: 'secret_key_required' })],
  [
    'the restricted key lacks the right',
    answering(403, { message: 'The provided key does not have the required permissions.' }),
  ],
  [
    'a test key for a live method',
    answering(400, {
      code: 'resource_missing',
      param: 'payment_method',
      message:
        "No such PaymentMethod: 'pm_1'; a similar object exists in live mode, but a test mode key was used to make this request.",
    }),
  ],
  [
    'a live key for a test customer',
    answering(400, {
      code: 'resource_missing',
      param: 'customer',
      message:
        "No such customer: 'cus_1'; a similar object exists in test mode, but a live mode key was used to make this request.",
    }),
  ],
  ['an unknown parameter', answering(400, { code: 'parameter_unknown', param: 'paymentmethod' })],
  ['a missing parameter', answering(400, { code: 'parameter_missing', param: 'currency' })],
  ['two parameters that exclude each other', answering(400, { code: 'parameters_exclusive' })],
  ['a parameter that is empty', answering(400, { code: 'parameter_invalid_empty', param: 'metadata' })],
  [
    'a currency that the account lacks',
    answering(400, { code: 'invalid_currency', param: 'currency', message: 'Invalid currency: xxx' }),
  ],
  ['no payment method types', answering(400, { message: 'No valid payment method types for this Payment Intent.' })],
  [
    'a type that is not activated',
    answering(400, { code: 'payment_method_unactivated', param: 'payment_method_types' }),
  ],
  ['the account may not charge', answering(400, { code: 'charges_not_allowed' })],
  ['the account is not activated', answering(400, { code: 'account_invalid' })],
  ['live mode is not activated', answering(400, { code: 'testmode_charges_only' })],
  ['the version of the API is unknown', answering(400, { message: 'Invalid Stripe API version: 1999-01-01' })],
  ['TLS is too old', answering(400, { code: 'tls_version_unsupported' })],
  ['the URL has no such route', answering(404, { message: 'Unrecognized request URL (POST: /payment_intents).' })],
  ['the URL is of another JSON API', (socket) => socket.end(rawResponse(200, '{"status":"ok"}'))],
  ['the URL is of a web page', (socket) => socket.end(rawResponse(200, '<html>hello</html>'))],
  ['the URL redirects', (socket) => socket.end(rawResponse(308, '', ['location: https://example.com/']))],
  ['the parameters of the key differ', answering(400, { type: 'idempotency_error' })],
];

describe('a mistake in the settings of the gateway', () => {
  it.each(MISTAKES)('declines no order, and says that an operator must act: %s', async (_mistake, onRequest) => {
    const { address } = await serveGateway(onRequest);
    const { rows, ledger } = inMemoryPayments();
    const attempt = attemptPayment({
      ledger,
      gateway: gatewayAt(`http://${address}`),
      now: () => new Date(),
      newToken: () => 'me',
      leaseSeconds: 60,
    });
    const order = aPaymentOrder();

    const outcome = await attempt.charge(order);

    expect(outcome).toMatchObject({ misconfigured: true });
    expect(['parked', 'unreachable']).toContain(outcome.kind);
    expect(rows.get(order.eventId)?.state ?? 'CHARGING').toBe('CHARGING');
  });

  it('declines no order of an intent that is there', async () => {
    for (const [, onRequest] of MISTAKES) {
      const { address } = await serveGateway(onRequest);
      const response = await gatewayAt(`http://${address}`).confirm('pi_1', { ...aPaymentOrder(), amount: 1 });

      expect(['unknown', 'unreachable']).toContain(response.kind);
    }
  });
});

describe('the account of a key', () => {
  const order = aPaymentOrder();
  const request = { ...order, amount: order.totalAmount };
  const seen: GatewayAccount[] = [];
  const assertAccount = async (account: GatewayAccount) => void seen.push(account);

  it('is seen once, before the first request', async () => {
    const simulator = await serveSimulator();
    const gateway = gatewayAt(simulator.url, { key: simulator.key, assertAccount });

    await Promise.all([gateway.create(request), gateway.create({ ...request, eventId: 'other' })]);

    expect(seen).toEqual([{ id: 'acct_simulator', mode: 'test' }]);
  });

  it('lets no request pass that would be made in another account', async () => {
    const simulator = await serveSimulator();
    const gateway = gatewayAt(simulator.url, {
      key: simulator.key,
      assertAccount: () => Promise.reject(new GatewayKeyUnavailable('another account')),
    });

    expect(await gateway.create(request)).toMatchObject({ kind: 'unreachable', misconfigured: true });
    expect(await simulator.captures(request.eventId)).toBe(0);
  });

  it.each<[string, (socket: Socket) => void, object]>([
    ['the key is wrong', answering(401, {}), { kind: 'unreachable', misconfigured: true }],
    ['the URL is wrong', (socket) => socket.end(rawResponse(404, '{}')), { kind: 'unreachable', misconfigured: true }],
    ['the gateway fails', answering(500, {}), { kind: 'unreachable', misconfigured: false }],
    ['no answer comes', () => undefined, { kind: 'unreachable', misconfigured: false }],
  ])('stops everything while it is not known: %s', async (_situation, onRequest, expected) => {
    const { address, requests } = await serveGateway(onRequest);

    expect(await gatewayAt(`http://${address}`, { assertAccount }).create(request)).toMatchObject(expected);
    expect(requests).toHaveLength(1);
  });

  it('is of a restricted key that may not read it known by its mode alone', async () => {
    const { address } = await serveGateway(answering(403, {}));
    seen.length = 0;

    await gatewayAt(`http://${address}`, { key: 'rk_live_planted', assertAccount }).create(request);

    expect(seen).toEqual([{ id: undefined, mode: 'live' }]);
  });
});
