import Stripe from 'stripe';
import * as z from 'zod/mini';
import { httpExchange, NothingSent, UnexpectedResponse } from '../platform/http-exchange.ts';
import { type GatewayAccount, type GatewayKey, GatewayKeyUnavailable } from './table-guard.ts';

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
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(fetchBelow(options)),
  });

/**
 * The SDK knows a host and a port but no base path, one key for ever, and no time limit for connecting. Over its own authenticator
 * a key that can't be read would leave the request without an end.
 */
function fetchBelow({ url, key, timeoutMs, connectTimeoutMs, assertAccount }: StripeClientOptions) {
  const exchange = httpExchange({ url, connectTimeoutMs });
  const send = async (requested: URL, bearer: string, init: RequestInit): Promise<Response> => {
    const { status, headers, body } = await exchange({
      method: init.method ?? 'GET',
      path: requested.pathname,
      query: Object.fromEntries(requested.searchParams),
      headers: { ...withoutRetryKey(init.headers), authorization: `Bearer ${bearer}` },
      body: init.body,
      // The SDK's own limit would begin before the account is asked for.
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (status === 401) await key.refused(bearer);
    // A page or a redirect; of a 5xx it may be a proxy's.
    if (status < 500 && !body.trimStart().startsWith('{'))
      throw new UnexpectedResponse(`the response ${status} is no JSON`);
    return new Response(body, { status, headers });
  };
  const account = (bearer: string) => send(new URL('/v1/account', url), bearer, {});
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
