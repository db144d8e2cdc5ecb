import { afterEach, describe, expect, it } from 'vitest';
import type { InvokeResponse } from '../../../../lambda-local/functions/invocation.ts';
import { type HttpServer, serveHttp } from '../../../../lambda-local/http/http-api.ts';
import { lambdaApi } from '../../../../lambda-local/http/lambda-api.ts';
import { jsonResponse } from '../../../../lambda-local/http/payload.ts';
import { freePort } from '../../../../local/ports-and-folders.ts';
import { failed, returned, scriptedFunction } from '../../../doubles/scripted-function.ts';

const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ stop }) => stop()));
});

const INVOKE = '/2015-03-31/functions/arn%3Aaws%3Alambda%3A%3A%3Aname/invocations';

describe("the Lambda API's Invoke call", () => {
  it('invokes a function by its name or ARN with the payload', async () => {
    const { call, events } = await anApi();

    const answer = await call(INVOKE, { body: '{"an":"event"}' });

    expect([answer.status, await answer.json()]).toEqual([200, { echo: { an: 'event' } }]);
    expect(answer.headers.has('x-amz-function-error')).toBe(false);
    expect(events).toEqual([{ an: 'event' }]);
  });

  it('says that the function failed', async () => {
    const { call } = await anApi(() => failed);

    const answer = await call(INVOKE);

    expect([answer.status, await answer.json()]).toEqual([200, { errorMessage: 'Error: as the test wants it' }]);
    expect(answer.headers.get('x-amz-function-error')).toBe('Unhandled');
  });

  it('refuses a payload that is no JSON', async () => {
    const { call, events } = await anApi();

    const answer = await call(INVOKE, { body: '{' });

    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([400, 'InvalidRequestContentException']);
    expect(events).toEqual([]);
  });

  it('is a POST, and leaves everything else to the API', async () => {
    const { call, events } = await anApi();

    expect([(await call(INVOKE, { method: 'GET' })).status, (await call('/orders')).status]).toEqual([404, 404]);
    expect(events).toEqual([]);
  });
});

describe('the Lambda API, for who lacks the token', () => {
  it.each([
    ['invokes nothing', INVOKE, {}],
    ['invokes nothing with another token', INVOKE, { 'x-amz-security-token': 'tokem' }],
    ['lists no event source', '/2015-03-31/event-source-mappings', {}],
    ['switches no event source', '/2015-03-31/event-source-mappings/id', {}],
  ])('%s', async (_what, path, headers: Record<string, string>) => {
    const { call, events } = await anApi();

    const answer = await call(path, { headers, body: '{"Enabled":false}' });

    expect(answer.status).toBe(403);
    expect(answer.headers.get('x-amzn-errortype')).toBe('UnrecognizedClientException');
    expect(events).toEqual([]);
  });
});

async function anApi(respond: (event: unknown) => InvokeResponse = (event) => returned({ echo: event })) {
  const { invoke, events } = scriptedFunction(respond);
  const next = async () => jsonResponse(404, {});
  const port = await freePort();
  servers.push(await serveHttp(port, lambdaApi({ invoke, mappings: () => [], token: 'token', next })));
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers: { 'x-amz-security-token': 'token' }, ...init });
  return { call, events };
}
