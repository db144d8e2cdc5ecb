import { ConditionalCheckFailedException, ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { problems, requestLog } from '../../../functions/platform/http-handler.ts';
import { json, Problem, type Route } from '../../../functions/platform/http-route.ts';
import { logger, measure } from '../../../functions/platform/telemetry.ts';
import { TRACEPARENT } from '../../doubles/order-builders.ts';
import { logsOf } from '../../harness/captured-logs.ts';
import { defaultRouteEvent } from '../../harness/http-server.ts';

const anEvent = (headers = {}) => ({
  ...defaultRouteEvent({
    method: 'GET',
    path: '/',
    query: '',
    body: '',
    headers: { traceparent: TRACEPARENT, ...headers },
  }),
});

async function answerOf(route: Route, event = anEvent()) {
  const handler = middy().use(requestLog()).use(problems()).handler(route);
  let response = {};
  const logs = await logsOf(async () => {
    response = await handler(event, {} as Context);
  });
  return { response, logs, requests: logs.filter(({ message }) => message === 'request') };
}

const failWith =
  (error: unknown): Route =>
  () =>
    Promise.reject(error);
const sdkError = (name: string, httpStatusCode: number) =>
  Object.assign(new Error('secret'), { name, $fault: 'server', $metadata: { httpStatusCode } });
const throttled = new ProvisionedThroughputExceededException({ message: 'secret', $metadata: {} });

describe('an event that is no request', () => {
  it.each([
    ['a warm-up ping', { warmer: true }],
    ["the console's test event", { key1: 'value1', key2: 'value2' }],
    ['nothing', null],
    ['a request of the older payload format', { httpMethod: 'GET', path: '/', headers: {}, requestContext: {} }],
  ])('is answered 400, reaches no route and is no failure: %s', async (_what, event) => {
    const { response, logs } = await answerOf(failWith(new Error('reached')), event as never);

    expect(response).toMatchObject({ statusCode: 400, body: expect.stringContaining('no-request') });
    expect(logs).toMatchObject([{ level: 'INFO', message: 'no request' }]);
  });
});

describe('answer a request', () => {
  it('logs nothing of the request before', async () => {
    await answerOf(async () => {
      logger.appendKeys({ orderId: 'ord_of_the_first' });
      return json(200, {});
    });

    const { requests } = await answerOf(async () => json(200, {}));

    expect(requests).toHaveLength(1);
    expect(requests[0]).not.toHaveProperty('orderId');
  });

  it('answers what the route answers, with one log line that carries the trace', async () => {
    const { response, logs } = await answerOf(async () => json(200, { ok: true }));

    expect(response).toMatchObject({ statusCode: 200, body: '{"ok":true}' });
    expect(logs).toMatchObject([{ message: 'request', status: 200, traceId: '4bf92f3577b34da6a3ce929d0e0e4736' }]);
  });

  it('logs success in stages that log each event, and every other answer in all', async () => {
    const levelOf = async (route: Route) => (await answerOf(route)).requests.map(({ level }) => level);

    expect(await levelOf(async () => json(304, {}))).toEqual(['DEBUG']);
    expect(await levelOf(async () => json(400, {}))).toEqual(['INFO']);
    expect(await levelOf(failWith(new Problem({ status: 404, type: 'no-order', title: 'None.' })))).toEqual(['INFO']);
  });

  it('gives the route a traceparent of the same trace with a span of its own', async () => {
    const event = anEvent();

    await answerOf(async () => json(200, {}), event);

    expect(event.headers['traceparent']).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    expect(event.headers['traceparent']).not.toBe(TRACEPARENT);
  });

  it("answers a route's problem with its status, headers and trace", async () => {
    const problem = new Problem({ status: 404, type: 'no-order', title: 'None.', headers: { 'x-h': '1' } });

    const { response, requests, logs } = await answerOf(failWith(problem));

    expect(response).toMatchObject({ statusCode: 404, headers: { 'x-h': '1' } });
    expect(response).toHaveProperty('body', expect.stringContaining('4bf92f3577b34da6a3ce929d0e0e4736'));
    expect(requests).toMatchObject([{ status: 404, problem: 'no-order' }]);
    expect(logs).toHaveLength(1);
  });

  it.each([
    ['throttling', throttled],
    ['an unavailable service', sdkError('ServiceUnavailable', 503)],
    ['a failure of the service', sdkError('InternalServerError', 500)],
    ['any other failure of the server', sdkError('InsufficientStorage', 507)],
    ['a timeout', sdkError('TimeoutError', 0)],
    ['a broken connection', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
  ])('answers 503 with Retry-After on %s', async (_situation, error) => {
    const { response, requests } = await answerOf(failWith(error));

    expect(response).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
    expect(requests).toMatchObject([{ status: 503, problem: 'unavailable' }]);
  });

  it.each([
    ['a bug', new TypeError('secret')],
    ['a condition that nobody expected', new ConditionalCheckFailedException({ message: 'secret', $metadata: {} })],
    ['something that is no error', 'secret'],
  ])('answers 500 without details on %s, and logs them', async (_situation, error) => {
    const { response, requests, logs } = await answerOf(failWith(error));

    expect(response).toMatchObject({ statusCode: 500 });
    expect(JSON.stringify(response)).not.toContain('secret');
    expect(requests).toMatchObject([{ status: 500, problem: 'internal' }]);
    expect(logs.some((line) => line['level'] === 'ERROR' && JSON.stringify(line).includes('secret'))).toBe(true);
  });

  it.each([
    ['an answer', async () => json(200, {})],
    ['a problem', failWith(new Error('secret'))],
  ])('writes the metrics of the request out after %s', async (_situation, route) => {
    const { logs } = await answerOf(async (event) => {
      measure('OrdersPlaced');
      return route(event);
    });

    expect(logs).toContainEqual(expect.objectContaining({ OrdersPlaced: 1 }));
  });
});
