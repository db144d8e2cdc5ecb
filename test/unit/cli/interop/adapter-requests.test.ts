import { afterEach, describe, expect, it } from 'vitest';
import { sendAdapterRequests } from '../../../../cli/interop/adapter-requests.ts';
import { conforms } from '../../../../cli/interop/conformance.ts';
import { serveHttp } from '../../../../lambda-local/http/http-api.ts';
import { jsonResponse } from '../../../../lambda-local/http/payload.ts';
import { freePort } from '../../../../local/ports-and-folders.ts';

const INTENT = {
  ...{ object: 'payment_intent', id: 'pi_1', status: 'succeeded', amount: 1, amount_received: 1, currency: 'eur' },
  metadata: {},
};
const ACCOUNT = { object: 'account', id: 'acct_1' };

const servers: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ stop }) => stop()));
});

interface Upstream {
  /** A request whose parameters match is refused. */
  readonly refuses?: RegExp;
  readonly listed?: object;
}

/** A server that answers each request alike, as stripe-mock does. */
async function anUpstream({ refuses, listed = INTENT }: Upstream = {}) {
  const port = await freePort();
  const server = await serveHttp(port, async ({ method = '', url = '' }, body) => {
    const parameters = `${url} ${decodeURIComponent(body.toString())}`;
    if (refuses?.test(parameters))
      return jsonResponse(400, { error: { type: 'invalid_request_error', message: 'no' } });
    if (url === '/v1/account') return jsonResponse(200, ACCOUNT);
    const isList = method === 'GET' && /^\/v1\/payment_intents\?/.test(url);
    return jsonResponse(200, isList ? { object: 'list', has_more: false, data: [listed] } : INTENT);
  });
  servers.push(server);
  return `http://127.0.0.1:${port}`;
}

const problemsAt = async (upstream: string) =>
  (await sendAdapterRequests(upstream)).filter(({ problems }) => problems.length > 0);

describe('send every request of the adapters', () => {
  it('counts them where all are accepted', async () => {
    const rows = await sendAdapterRequests(await anUpstream());

    expect(conforms(rows)).toBe(true);
    expect(rows).toContainEqual({ subject: 'list, two pages', count: 2, problems: [] });
    expect(rows.filter(({ subject }) => /^create, [A-Z]{3}$/.test(subject))).toHaveLength(5);
  });

  it.each([
    [/customer=/, ['create, with a customer']],
    [/starting_after=/, ['list, two pages', 'operator: list, two pages']],
    [/off_session/, ['confirm']],
    [/currency=mga/, ['create, MGA']],
    [/cancel/, ['cancel', 'operator: cancel']],
  ])('names those that are refused, such as %s', async (refuses, subjects) => {
    const rows = await problemsAt(await anUpstream({ refuses }));

    expect(rows.map(({ subject }) => subject)).toEqual(subjects);
    expect(rows[0]?.problems[0]).toMatch(/^(GET|POST) \/v1\/payment_intents.* is refused with 400: no$/);
  });

  it('notices that a request was not made', async () => {
    const rows = await problemsAt(await anUpstream({ refuses: /v1\/account/ }));
    expect(rows[0]?.problems).toContain('it made 1 requests instead of 2');

    const lists = await problemsAt(await anUpstream({ listed: { object: 'something' } }));
    expect(lists.map(({ problems }) => problems)).toEqual([
      ['it made 1 requests instead of 2'],
      ['it made 1 requests instead of 2'],
    ]);
  });
});
