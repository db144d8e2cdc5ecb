import { type IncomingMessage, request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { failed, returned } from '../../../doubles/scripted-function.ts';
import { anApi, serve, stopServers } from './an-http-api.ts';

afterEach(stopServers);

describe('an HTTP API', () => {
  it('hands a request to the function as payload format 2', async () => {
    const { fetchFrom, events } = await anApi(returned({ statusCode: 204 }));

    await fetchFrom('/orders/a%20b?x=1&x=2&y=', {
      method: 'POST',
      headers: { 'X-Header': 'value', 'content-type': 'application/json' },
      body: '{"é":1}',
    });

    expect(events).toMatchObject([
      {
        version: '2.0',
        routeKey: 'POST /orders/{id}',
        rawPath: '/orders/a%20b',
        rawQueryString: 'x=1&x=2&y=',
        queryStringParameters: { x: '1,2', y: '' },
        pathParameters: { id: 'a b' },
        headers: { 'x-header': 'value' },
        body: '{"é":1}',
        isBase64Encoded: false,
        requestContext: {
          http: { method: 'POST', path: '/orders/a%20b', sourceIp: '127.0.0.1' },
          authorizer: { the: 'caller' },
          stage: '$default',
        },
      },
    ]);
  });

  it('hands a body that is no text over in base64', async () => {
    const { fetchFrom, events } = await anApi(returned());

    await fetchFrom('/orders/1', { method: 'POST', body: new Uint8Array([0, 255]) });

    expect(events).toMatchObject([{ body: 'AP8=', isBase64Encoded: true }]);
  });

  it.each([
    {
      what: 'a response',
      payload: { statusCode: 201, headers: { 'X-A': 1 }, body: 'text' },
      status: 201,
      body: 'text',
    },
    {
      what: 'base64',
      payload: { statusCode: 200, body: 'dGV4dA==', isBase64Encoded: true },
      status: 200,
      body: 'text',
    },
    { what: 'anything else, as JSON', payload: { any: 'thing' }, status: 200, body: '{"any":"thing"}' },
    { what: 'nothing', payload: null, status: 200, body: 'null' },
  ])('answers $what that the function returns', async ({ payload, status, body }) => {
    const { fetchFrom } = await anApi(returned(payload));

    const answer = await fetchFrom('/orders/1', { method: 'POST' });

    expect({ status: answer.status, body: await answer.text() }).toEqual({ status, body });
  });

  it('answers 500 with its own body when the function fails', async () => {
    const { fetchFrom } = await anApi(failed);

    const answer = await fetchFrom('/orders/1', { method: 'POST' });

    expect({ status: answer.status, body: await answer.json() }).toEqual({
      status: 500,
      body: { message: 'Internal Server Error' },
    });
  });

  it('answers 401 to a caller that it does not know, and 404 where there is no route, without the function', async () => {
    const { fetchFrom, events } = await anApi(returned());

    const unknown = await fetchFrom('/orders/1', { method: 'POST', headers: { authorization: 'nonsense' } });
    const nowhere = await fetchFrom('/nowhere');

    expect([unknown.status, await unknown.json()]).toEqual([401, { message: 'Unauthorized' }]);
    expect([nowhere.status, await nowhere.json()]).toEqual([404, { message: 'Not Found' }]);
    expect(events).toEqual([]);
  });

  it('answers 413 to a body of more than 10 MB, without the function', async () => {
    const { fetchFrom, events } = await anApi(returned());

    const answer = await fetchFrom('/orders/1', { method: 'POST', body: new Uint8Array(10 * 1024 * 1024 + 1) });

    expect(answer.status).toBe(413);
    expect(events).toEqual([]);
  });
});

describe('a web page', () => {
  it.each([
    ['a page of another site', { origin: 'https://evil.example', 'content-type': 'text/plain' }],
    ['a page without an origin of its own', { origin: 'null' }],
    ['an image of another site', { 'sec-fetch-site': 'cross-site' }],
    ["a host's name that leads here", { host: 'evil.example:3000' }],
    ['a name that begins as this machine', { host: '127.0.0.1.evil.example' }],
  ])('is refused: %s', async (_what, headers) => {
    const { port, events } = await anApi(returned());

    expect(await statusOf({ port, headers })).toBe(403);
    expect(events).toEqual([]);
  });

  it.each(['localhost:3000', '127.0.0.1', '[::1]:3000'])('is not what calls this machine %s', async (host) => {
    const { port } = await anApi(returned({ statusCode: 204 }));

    expect(await statusOf({ port, headers: { host } })).toBe(204);
  });
});

describe('an HTTP server', () => {
  it('answers 500 where its handler fails', async () => {
    const { fetchFrom } = await serve(() => Promise.reject(new Error('as the test wants it')));

    const answer = await fetchFrom('/');

    expect([answer.status, await answer.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });
});

/** fetch sends a Host and an Origin of its own. */
async function statusOf({ port, headers }: { port: number; headers: Record<string, string> }) {
  const sent = request({ port, host: '127.0.0.1', method: 'POST', path: '/orders/1', headers }).end();
  const response = await new Promise<IncomingMessage>((done) => sent.once('response', done));
  response.resume();
  return response.statusCode;
}
