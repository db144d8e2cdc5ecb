import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, inject, it } from 'vitest';
import { consoleApi } from '../../harness/console-api.ts';

const app = inject('app');
const { call, token, post } = consoleApi(app);
const port = app.ports.CONSOLE_PORT;
const WRITES = [
  'orders',
  'reconcile',
  'faults/kill-broker',
  'dead-letters/redrive',
  'processes/kafka/restart',
  'story',
];

describe('the console and other sites', () => {
  it.each([
    ['a page of another site', { origin: 'https://shop.example' }],
    ['a page of another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a name that leads here (DNS rebinding)', { host: 'shop.example' }],
    ['a link or a form of another site', { 'sec-fetch-site': 'cross-site' }],
  ])('answers 403 to %s, to a read as to a write', async (_, headers) => {
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/api/orders'],
      ['GET', '/api/events'],
      ['POST', '/api/orders'],
    ] as const)
      expect(await statusOf({ method, path, headers: { ...headers, 'x-console-token': token() } })).toBe(403);
  });

  it('answers its own page', async () => {
    const headers = { origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' };

    expect(await statusOf({ method: 'GET', path: '/api/meta', headers })).toBe(200);
  });

  it.each(WRITES)('does not write without the token of its page: %s', async (path) => {
    const guesses: readonly Sent['headers'][] = [{}, { 'x-console-token': 'a-guess' }, { 'x-console-token': '' }];
    for (const headers of guesses) expect(await statusOf({ method: 'POST', path: `/api/${path}`, headers })).toBe(403);
  });

  it('does not write by a request that only reads', async () => {
    for (const path of WRITES) expect(await statusOf({ method: 'GET', path: `/api/${path}x`, headers: {} })).toBe(404);
  });
});

describe("the console's page", () => {
  it('may load and ask nothing but its own server, and be framed by nobody', async () => {
    const { headers } = await fetch(`http://127.0.0.1:${port}/`);

    const policy = headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is served to this machine alone', async () => {
    const others = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address?.family === 'IPv4' && !address.internal);

    for (const address of others) expect(await isOpen(address?.address ?? '')).toBe(false);
    expect(await isOpen('127.0.0.1')).toBe(true);
  });

  it('is refused a fault that there is not, with the list of those that there are', async () => {
    await expect(post('/api/faults/nothing', { seconds: 5 })).rejects.toThrow(
      /400: .*There is no fault nothing. There are: kill-broker, /,
    );
    expect((await call('/api/nothing')).status).toBe(404);
  });
});

describe('the events of the console', () => {
  it('go on after the last one that the page has seen', async () => {
    const first = await eventsUntil('', (text) => idsIn(text, 'sample').length >= 2);
    const [seen = 0, next = 0] = idsIn(first, 'sample').slice(-2);

    const resumed = await eventsUntil(String(seen), (text) => idsIn(text, 'sample').length >= 1);

    expect(idsIn(resumed, 'sample')[0]).toBe(next);
  });
});

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Over a plain connection: fetch sets some of these headers itself. */
const statusOf = ({ method, path, headers }: Sent) =>
  new Promise<number | undefined>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers: { connection: 'close', ...headers } });
    sent.on('response', (response) => {
      response.destroy();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });

const isOpen = (host: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host, port });
    const done = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.on('connect', done(true)).on('error', done(false)).setTimeout(5_000, done(false));
  });

/** What the server sends until that holds. */
async function eventsUntil(lastEventId: string, holds: (text: string) => boolean): Promise<string> {
  const leaving = new AbortController();
  const headers = lastEventId === '' ? {} : { 'last-event-id': lastEventId };
  const { body } = await fetch(`http://127.0.0.1:${port}/api/events`, { headers, signal: leaving.signal });
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (holds(text)) break;
  }
  leaving.abort();
  return text;
}

const idsIn = (text: string, event: string) =>
  [...text.matchAll(/id: (\d+)\nevent: (\w+)\n/g)].filter(([, , name]) => name === event).map(([, id]) => Number(id));
