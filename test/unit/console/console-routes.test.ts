import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { ActionError } from '../../../console/server/action.ts';
import { consoleRoutes } from '../../../console/server/console-routes.ts';
import { JobRunningError } from '../../../console/server/job-board.ts';

const routes = (readOnly?: string) =>
  consoleRoutes({
    reads: {
      meta: async () => ({ stage: 'local' }),
      'orders/:id': async (_query, id) => (id === 'ord_none' ? undefined : { id }),
      orders: async (query) => z.parse(z.object({ limit: z.string() }), Object.fromEntries(query)),
      broken: () => Promise.reject(new Error('Kafka does not answer')),
    },
    actions: {
      'orders/:id/requeue': async (body, id) => ({ ok: true, text: `${id} ${JSON.stringify(body)}` }),
      refused: () => Promise.reject(new ActionError(409, 'not here')),
      busy: () => Promise.reject(new JobRunningError('one is under way')),
    },
    readOnly,
    token: 'secret',
  });

async function ask(
  method: string,
  url: string,
  { body = '', token = 'secret', readOnly }: { body?: string; token?: string; readOnly?: string } = {},
) {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { method, url, headers: { 'x-console-token': token } });
  const response = await routes(readOnly)(request, Buffer.from(body));
  return [response.status, JSON.parse(String(response.body))];
}

describe('the API of the console', () => {
  it('reads by path and query', async () => {
    expect(await ask('GET', '/api/meta')).toEqual([200, { stage: 'local' }]);
    expect(await ask('GET', '/api/orders/ord_1')).toEqual([200, { id: 'ord_1' }]);
    expect(await ask('GET', '/api/orders?limit=5')).toEqual([200, { limit: '5' }]);
  });

  it('writes for who has the token of this start', async () => {
    const url = '/api/orders/ord_1/requeue';

    expect(await ask('POST', url, { body: '{"dryRun":true}' })).toEqual([
      200,
      { ok: true, text: 'ord_1 {"dryRun":true}' },
    ]);
    expect(await ask('POST', url, { token: 'another' })).toEqual([
      403,
      { problem: expect.stringContaining('load it again') },
    ]);
    expect(await ask('POST', url, { readOnly: 'This console only reads.' })).toEqual([
      403,
      { problem: 'This console only reads.' },
    ]);
  });

  it.each([
    ['an unknown path', 'GET', '/api/nothing', 404, /no \/api\/nothing/],
    ['an unknown action', 'POST', '/api/nothing', 404, /no \/api\/nothing/],
    ['an order that is not there', 'GET', '/api/orders/ord_none', 404, /none of that name/],
    ['another method', 'DELETE', '/api/meta', 404, /no DELETE/],
    ['a name that a command would take for an option', 'POST', '/api/orders/--all/requeue', 404, /--all/],
    ['a wrong query', 'GET', '/api/orders', 400, /limit/],
    ['what can not be read now', 'GET', '/api/broken', 502, /Kafka does not answer/],
    ['what is refused', 'POST', '/api/refused', 409, /not here/],
    ['a second job of a kind', 'POST', '/api/busy', 409, /under way/],
  ] as const)('says what is wrong with %s', async (...[, method, url, status, problem]) => {
    expect(await ask(method, url)).toEqual([status, { problem: expect.stringMatching(problem) }]);
  });

  it('refuses a body that is no JSON', async () => {
    expect(await ask('POST', '/api/orders/ord_1/requeue', { body: '{' })).toEqual([
      400,
      { problem: 'The body is no JSON.' },
    ]);
  });
});
