import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../local/free-port.ts';
import { aChargeRequest } from '../doubles/payment-gateway-builders.ts';
import { gatewayAt, serveGateway, serveSimulator } from '../harness/gateway-at.ts';
import { rawAnswer } from '../harness/raw-server.ts';

const DID_NOTHING = { kind: 'unknown', mayHaveCharged: false };
const MAY_HAVE_CHARGED = { kind: 'unknown', mayHaveCharged: true };

/** Charges at a gateway that treats each request like this. */
async function chargeAt(onRequest: (socket: Socket) => void) {
  const { address, requests } = await serveGateway(onRequest);
  return { answer: await gatewayAt(`http://${address}`).charge(aChargeRequest()), requests };
}

const error = (details: object) =>
  JSON.stringify({ error: { type: 'invalid_request_error', message: 'No.', ...details } });

describe('a charge whose request certainly did nothing', () => {
  it('says so when nobody listens', async () => {
    expect(await gatewayAt(`http://127.0.0.1:${await freePort()}`).charge(aChargeRequest())).toMatchObject(DID_NOTHING);
  });

  it('says so when the name does not exist', async () => {
    expect(await gatewayAt('http://no-such-host.invalid').charge(aChargeRequest())).toMatchObject(DID_NOTHING);
  });

  it('says so when the TLS handshake fails', async () => {
    const { address } = await serveGateway((socket) => socket.end(rawAnswer(400, 'plain text')));

    expect(await gatewayAt(`https://${address}`).charge(aChargeRequest())).toMatchObject(DID_NOTHING);
  });

  it.each([
    ['the key is wrong', 401, error({})],
    ['the key lacks the right', 403, error({})],
    ['another request with the same key is under way', 409, error({ type: 'idempotency_error' })],
    ['there are too many requests', 429, error({ code: 'rate_limit' })],
  ])('says so when %s', async (_situation, status, body) => {
    const { answer, requests } = await chargeAt((socket) => socket.end(rawAnswer(status, body)));

    expect(answer).toMatchObject(DID_NOTHING);
    expect(requests).toHaveLength(1);
  });
});

describe('a charge whose outcome is unknown', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['the connection is reset', (socket) => socket.resetAndDestroy()],
    ['the connection is closed', (socket) => socket.end()],
    ['no answer comes', () => undefined],
    ['the answer breaks off', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{"id"')],
    ['the gateway fails', (socket) => socket.end(rawAnswer(500, error({ type: 'api_error' })))],
    ['a proxy answers in HTML', (socket) => socket.end(rawAnswer(502, '<html>'))],
    ['a proxy answers in JSON of its own', (socket) => socket.end(rawAnswer(503, '{"message":"Service Unavailable"}'))],
    ['the answer is a redirect', (socket) => socket.end(rawAnswer(307, '', ['location: /elsewhere']))],
    ['the answer is null', (socket) => socket.end(rawAnswer(200, 'null'))],
  ])('says so when %s, and has sent one request', async (_situation, onRequest) => {
    const { answer, requests } = await chargeAt(onRequest);

    expect(answer).toMatchObject(MAY_HAVE_CHARGED);
    expect(requests).toHaveLength(1);
  });

  it('never quotes the key or the gateway in its reason', async () => {
    const { answer } = await chargeAt((socket) => socket.end(rawAnswer(500, error({ message: 'sk_test_planted' }))));

    expect(JSON.stringify(answer)).not.toContain('sk_test_planted');
  });
});

describe('a charge with a key that can not be sent', () => {
  it('is not sent, and quotes nothing of the key', async () => {
    const { address, requests } = await serveGateway((socket) => socket.end(rawAnswer(200, '{}')));

    const answer = await gatewayAt(`http://${address}`, { key: 'sk_test_planted\nand more' }).charge(aChargeRequest());

    expect(answer).toMatchObject(DID_NOTHING);
    expect(JSON.stringify(answer)).not.toContain('sk_test_planted');
    expect(requests).toEqual([]);
  });
});

describe('a charge that can never succeed', () => {
  it('is declined with the error of the gateway', async () => {
    const { answer } = await chargeAt((socket) => socket.end(rawAnswer(400, error({ code: 'amount_too_small' }))));

    expect(answer).toEqual({ kind: 'declined', reference: null, code: 'amount_too_small' });
  });
});

describe('what the gateway is sent', () => {
  it('is identical each time, with the event as the idempotency key', async () => {
    const { address, requests } = await serveGateway((socket) =>
      socket.end(rawAnswer(200, '{}', ['request-id: req_1'])),
    );
    const gateway = gatewayAt(`http://${address}`);
    const request = aChargeRequest();

    await gateway.charge(request);
    await gateway.charge(request);

    expect(requests[0]).toEqual(requests[1]);
    expect(requests[0]?.headers).toMatchObject({ 'idempotency-key': request.eventId });
  });

  it('goes to the base path of the URL', async () => {
    const gateway = await serveSimulator({ basePath: '/_aws/execute-api/abc/$default' });
    const request = aChargeRequest();

    expect(await gatewayAt(gateway.url, gateway).charge(request)).toMatchObject({ kind: 'captured' });
    expect(await gatewayAt(gateway.url, gateway).find(request)).toMatchObject({ kind: 'captured' });
  });
});

describe('a look-up', () => {
  it('reads every page of what was made since the order was placed, unless that takes too long', async () => {
    const { url, key } = await serveSimulator();
    const gateway = gatewayAt(url, { key });
    const request = aChargeRequest();
    await gateway.charge(request);
    for (let others = 1; others <= 101; others++) await gateway.charge(aChargeRequest());

    expect(await gateway.find(request)).toMatchObject({ kind: 'captured' });
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    expect(await gateway.find({ ...request, placedAt: inAnHour })).toEqual({ kind: 'not-found' });
    const hurried = gatewayAt(url, { key, lookUpBudgetMs: 0 });
    expect(await hurried.find(request)).toMatchObject({
      kind: 'contradiction',
      reason: expect.stringContaining('too long'),
    });
  });

  it('leaves an order that was charged twice to a person', async () => {
    const { url, key, captures } = await serveSimulator({ keyWindowSeconds: -1 });
    const gateway = gatewayAt(url, { key });
    const request = aChargeRequest();
    await gateway.charge(request);
    await gateway.charge(request);

    expect(await captures(request.eventId)).toBe(2);
    expect(await gateway.find(request)).toMatchObject({
      kind: 'contradiction',
      reason: expect.stringContaining('several'),
    });
  });

  it('leaves an order that was charged for another event to a person', async () => {
    const { url, key } = await serveSimulator();
    const gateway = gatewayAt(url, { key });
    const request = aChargeRequest();
    await gateway.charge({ ...request, eventId: 'another' });

    expect(await gateway.find(request)).toMatchObject({ kind: 'contradiction' });
  });

  it.each<[string, (socket: Socket) => void]>([
    ['the gateway fails', (socket) => socket.end(rawAnswer(500, error({ type: 'api_error' })))],
    ['the list is unknown', (socket) => socket.end(rawAnswer(404, error({ code: 'resource_missing' })))],
    ['a proxy answers', (socket) => socket.end(rawAnswer(404, '{"message":"Not Found"}'))],
    ['the connection is reset', (socket) => socket.resetAndDestroy()],
  ])('knows nothing when %s', async (_situation, onRequest) => {
    const { address } = await serveGateway(onRequest);

    expect(await gatewayAt(`http://${address}`).find(aChargeRequest())).toMatchObject({ kind: 'unknown' });
  });
});
