import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import Stripe from 'stripe';
import * as z from 'zod/mini';
import { UnexpectedResponse } from './stripe-failure.ts';
import { type GatewayAccount, type GatewayKey, GatewayKeyUnavailable, NothingSent } from './table-guard.ts';

export interface StripeClientOptions {
  /** Where the API is served; may carry a base path. */
  readonly url: string;
  readonly key: GatewayKey;
  /** For one request, from connecting to the last byte of the response. */
  readonly timeoutMs: number;
  /** Below the request's: what did not connect was certainly not sent. */
  readonly connectTimeoutMs: number;
  /** Sees the account and mode of each key before its first request. @throws where the key must not be used. */
  readonly assertAccount?: (account: GatewayAccount) => Promise<void>;
}

/**
 * A client that sends each request once. The fetch transport matters: over node:http the SDK repeats a request whose
 * connection was closed, even with its retries off, and its timeout starts again at each stage.
 */
export const stripeClient = (options: StripeClientOptions) =>
  new Stripe('set for each request', {
    maxNetworkRetries: 0,
    timeout: options.timeoutMs,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(fetchBelow(options)),
  });

/** As many as attempts run at once, and some. */
const SOCKETS = 100;

/**
 * The SDK knows a host and a port but no base path, one key for ever, and no time limit for connecting. Over its own authenticator
 * a key that can't be read would leave the request without an end. Redirects are not followed: the key must not go elsewhere.
 */
function fetchBelow({ url, key, timeoutMs, connectTimeoutMs, assertAccount }: StripeClientOptions) {
  const base = new URL(url);
  const withHttp = pooled(connectTimeoutMs);
  const send = async (requested: URL, bearer: string, init: RequestInit): Promise<Response> => {
    const request = new HttpRequest({
      protocol: base.protocol,
      hostname: base.hostname,
      ...(base.port !== '' && { port: Number(base.port) }),
      method: init.method ?? 'GET',
      path: base.pathname.replace(/\/+$/, '') + requested.pathname,
      query: Object.fromEntries(requested.searchParams),
      headers: { ...withoutRetryKey(init.headers), host: base.host, authorization: `Bearer ${bearer}` },
      body: init.body,
    });
    const { status, headers, body } = await withHttp((http) => exchange(http, request, init.signal)).catch(failed);
    if (status === 401) await key.refused(bearer);
    // A page or a redirect; of a 5xx it may be a proxy's.
    if (status < 500 && !body.trimStart().startsWith('{'))
      throw new UnexpectedResponse(`the response ${status} is no JSON`);
    return new Response(body, { status, headers });
  };
  const account = (bearer: string) =>
    send(new URL('/v1/account', base), bearer, { signal: AbortSignal.timeout(timeoutMs) });
  const assertUsable = assertAccount && oncePerKey(async (bearer) => assertAccount(await accountOf(bearer, account)));
  return async (requested: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const bearer = await key.current();
    await assertUsable?.(bearer);
    return send(new URL(requested instanceof Request ? requested.url : requested), bearer, init);
  };
}

/** The SDK gives each request a key of its own for its retries, which are off. */
const withoutRetryKey = (headers: RequestInit['headers']) =>
  Object.fromEntries([...new Headers(headers)].filter(([, value]) => !value.startsWith('stripe-node-retry-')));

/** Sockets that were idle for longer may be dead, also since a function is frozen between its invocations. */
const MOST_IDLE_MS = 4_000;

/** Keeps sockets for the next request, unless all of them were idle for too long. */
function pooled(connectionTimeout: number) {
  const agent = { keepAlive: true, maxSockets: SOCKETS };
  const newHandler = () => new NodeHttpHandler({ connectionTimeout, httpAgent: agent, httpsAgent: agent });
  let handler = newHandler();
  let inFlight = 0;
  let usedAt = Date.now();
  return async <Result>(send: (http: NodeHttpHandler) => Promise<Result>): Promise<Result> => {
    if (inFlight === 0 && Date.now() - usedAt > MOST_IDLE_MS) {
      handler.destroy();
      handler = newHandler();
    }
    inFlight += 1;
    try {
      return await send(handler);
    } finally {
      inFlight -= 1;
      usedAt = Date.now();
    }
  };
}

interface Handled {
  readonly response: {
    readonly statusCode: number;
    readonly headers: Record<string, string>;
    readonly body?: Readable;
  };
}

async function exchange(http: NodeHttpHandler, request: HttpRequest, abortSignal: AbortSignal | null | undefined) {
  const { response }: Handled = await http.handle(request, abortSignal ? { abortSignal } : {});
  const body = response.body ? await text(response.body) : '';
  return { status: response.statusCode, headers: response.headers, body };
}

/** Asks anew after a failure, and for another key. */
function oncePerKey(check: (bearer: string) => Promise<void>) {
  let passed: { readonly bearer: string; readonly check: Promise<void> } | undefined;
  return async (bearer: string) => {
    if (passed?.bearer !== bearer) passed = { bearer, check: check(bearer) };
    const mine = passed;
    await mine.check.catch((error: unknown) => {
      if (passed === mine) passed = undefined;
      throw error;
    });
  };
}

const Account = z.object({ object: z.literal('account'), id: z.string() });

/** The account that a key is of, and its mode. Whatever fails here, nothing was asked for yet. */
async function accountOf(bearer: string, ask: (bearer: string) => Promise<Response>): Promise<GatewayAccount> {
  const mode = bearer.includes('_live_') ? 'live' : 'test';
  const response = await ask(bearer).catch((error: unknown) => {
    if (error instanceof UnexpectedResponse) throw error;
    throw new NothingSent(`the account could not be asked for: ${String(error)}`);
  });
  // A restricted key may lack this right; its mode is known all the same.
  if (response.status === 403) return { id: undefined, mode };
  if (response.status === 401) throw new GatewayKeyUnavailable('The gateway refuses the key.');
  if (response.status >= 429) throw new NothingSent(`the account could not be asked for: ${response.status}`);
  const account = z.safeParse(Account, await response.json().catch(() => undefined));
  if (account.success) return { id: account.data.id, mode };
  throw new GatewayKeyUnavailable(
    `GATEWAY_URL answers ${response.status} to /v1/account, and not as Stripe's API does.`,
  );
}

/**
 * The handler's own time limit for connecting has no code, unlike the same failure of a socket that was in use. Codes of closed
 * connections are kept from the SDK, which would send such a request again, even with its retries off.
 */
function failed(cause: unknown): never {
  if (cause instanceof Error && cause.name === 'TimeoutError' && !('code' in cause))
    throw new NothingSent('no connection within the time limit');
  throw new Error('the request failed', { cause });
}
