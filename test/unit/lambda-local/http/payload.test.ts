import { once } from 'node:events';
import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { returned } from '../../../doubles/scripted-function.ts';
import { anApi, EVERYTHING, stopServers } from './an-http-api.ts';

afterEach(stopServers);

describe('the payload of an HTTP API', () => {
  it('hands cookies over by themselves, leaves out what is empty, and writes the time as API Gateway does', async () => {
    const { fetchFrom, events } = await anApi(returned(), EVERYTHING);

    await fetchFrom('/orders/1', { method: 'POST', headers: { cookie: 'a=1; b=2' } });
    await fetchFrom('/elsewhere', { method: 'POST' });

    const [first, second] = events.map((event) => Object(event));
    expect(first).toMatchObject({ cookies: ['a=1', 'b=2'], pathParameters: { id: '1' } });
    expect(first.headers).not.toHaveProperty('cookie');
    expect(first).not.toHaveProperty('queryStringParameters');
    expect(second).not.toHaveProperty('pathParameters');
    expect(second).not.toHaveProperty('cookies');
    expect(first.requestContext.time).toMatch(/^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/);
  });

  it.each(['/orders/../%2e%2e/x', '//orders/1', '//'])('hands the path %s over as it came', async (path) => {
    const { port, events } = await anApi(returned(), EVERYTHING);

    await sendTo(port, `${path}?a=?b`);

    expect(events).toMatchObject([{ rawPath: path, rawQueryString: 'a=?b', requestContext: { http: { path } } }]);
  });

  it('hands over in base64 what calls itself JSON and is no UTF-8', async () => {
    const { fetchFrom, events } = await anApi(returned());
    const body = Buffer.from('{"name":"\u00e9"}', 'latin1');

    await fetchFrom('/orders/1', { method: 'POST', headers: { 'content-type': 'application/json' }, body });

    expect(events).toMatchObject([{ body: body.toString('base64'), isBase64Encoded: true }]);
  });

  it('sets each cookie that a function returns', async () => {
    const { fetchFrom } = await anApi(returned({ statusCode: 200, cookies: ['a=1; Path=/', 'b=2'] }));

    const answer = await fetchFrom('/orders/1', { method: 'POST' });

    expect(answer.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
  });
});

/** A request whose path no client has tidied. */
async function sendTo(port: number, path: string) {
  const [response] = await once(request({ port, host: '127.0.0.1', method: 'POST', path }).end(), 'response');
  response.resume();
}
