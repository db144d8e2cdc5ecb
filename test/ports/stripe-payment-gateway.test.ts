import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../local/ports-and-folders.ts';
import { aPaymentRequest } from '../doubles/payment-builders.ts';
import { answering, callsAt, gatewayAt, request, serveGateway, serveSimulator } from '../harness/gateway-at.ts';
import { rawResponse } from '../harness/raw-server.ts';

const UNREACHABLE = { kind: 'unreachable', misconfigured: false };
const UNKNOWN = { kind: 'unknown', misconfigured: false };

describe('a request that was certainly not sent', () => {
  it.each<[string, () => Promise<string>]>([
    ['nobody listens', async () => `http://127.0.0.1:${await freePort()}`],
    ['the name does not exist', async () => 'http://no-such-host.invalid'],
    [
      'the TLS handshake fails',
      async () => `https://${(await serveGateway((socket) => socket.end(rawResponse(400, 'plain text')))).address}`,
    ],
  ])('says so when %s', async (_situation, url) => {
    const gateway = gatewayAt(await url());

    expect(await gateway.create(request)).toMatchObject(UNREACHABLE);
    expect(await gateway.confirm('pi_1', request)).toMatchObject(UNREACHABLE);
    expect(await gateway.refund('pi_1', request)).toMatchObject(UNREACHABLE);
    expect(await gateway.list(request, new Date(0))).toMatchObject(UNREACHABLE);
  });

  it('quotes nothing of a key that can not be sent', async () => {
    const { address, requests } = await serveGateway((socket) => socket.end(rawResponse(200, '{}')));

    const response = await gatewayAt(`http://${address}`, { key: 'sk_test_planted\nand more' }).create(request);

    expect(response).toMatchObject({ kind: 'unreachable', misconfigured: true });
    expect(JSON.stringify(response)).not.toContain('sk_test_planted');
    expect(requests).toEqual([]);
  });
});

describe('a request whose outcome is unknown', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['the connection is reset', (socket) => socket.resetAndDestroy()],
    ['the connection is closed', (socket) => socket.end()],
    ['no answer comes', () => undefined],
    ['the answer breaks off', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{"id"')],
    ['the gateway fails', answering(500, { type: 'api_error' })],
    ['a proxy answers in HTML', (socket) => socket.end(rawResponse(502, '<html>'))],
    ['another request with the key is under way', answering(409, { type: 'idempotency_error' })],
    ['there are too many requests', answering(429, { code: 'rate_limit' })],
  ])('says so when %s, and has sent it once', async (_situation, onRequest) => {
    const { responses, requests } = await callsAt(onRequest);

    for (const response of responses) expect(response).toMatchObject(UNKNOWN);
    expect(requests).toHaveLength(6);
  });

  it('never quotes the key or the gateway in its reason', async () => {
    const { responses } = await callsAt(answering(500, { type: 'api_error', message: 'sk_test_planted' }));

    expect(JSON.stringify(responses)).not.toContain('sk_test_planted');
  });
});

describe('what the gateway is sent', () => {
  it('is identical each time, with the event as the idempotency key of the creation alone', async () => {
    const { address, requests } = await serveGateway((socket) => socket.end(rawResponse(200, '{}')));
    const gateway = gatewayAt(`http://${address}`);

    for (let time = 0; time < 2; time++) {
      await gateway.create(request);
      await gateway.confirm('pi_1', request);
      await gateway.cancel('pi_1', request);
    }

    expect(requests.slice(0, 3)).toEqual(requests.slice(3));
    expect(requests.slice(0, 3).map(({ headers }) => headers['idempotency-key'])).toEqual([
      request.eventId,
      undefined,
      undefined,
    ]);
    expect(requests[1]?.body).toBe('off_session=true');
  });

  it('names the customer of a saved payment method', async () => {
    const { address, requests } = await serveGateway((socket) => socket.end(rawResponse(200, '{}')));

    await gatewayAt(`http://${address}`).create({ ...request, gatewayCustomer: 'cus_1' });

    expect(new URLSearchParams(requests[0]?.body).get('customer')).toBe('cus_1');
  });

  it('goes to the base path of the URL', async () => {
    const simulator = await serveSimulator({ basePath: '/_aws/execute-api/abc/$default' });
    const gateway = gatewayAt(simulator.url, simulator);

    expect(await gateway.create(request)).toMatchObject({ kind: 'created' });
    expect(await gateway.list(request, new Date(0))).toMatchObject({ kind: 'listed', intents: [{}] });
  });
});

describe('a list', () => {
  it('is read to its last page', async () => {
    const { url, key } = await serveSimulator();
    const gateway = gatewayAt(url, { key });
    await gateway.create(request);
    for (let others = 1; others <= 101; others++) await gateway.create(aPaymentRequest());

    expect(await gateway.list(request, new Date(0))).toMatchObject({ kind: 'listed', intents: [{}] });
    expect(await gateway.list(request, new Date(Date.now() + 3_600_000))).toEqual({ kind: 'listed', intents: [] });
  });

  it('is not known where it takes too long', async () => {
    const { url, key } = await serveSimulator();
    const gateway = gatewayAt(url, { key, listTimeoutMs: 0 });
    await gateway.create(request);

    expect(await gateway.list(request, new Date(0))).toMatchObject({ kind: 'unknown', reason: 'the list is too long' });
  });
});
