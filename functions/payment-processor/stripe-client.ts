import Stripe from 'stripe';
import type { GatewayKey } from './gateway-key.ts';

export interface StripeClientOptions {
  /** Where the API is served; may carry a base path. */
  readonly url: string;
  readonly key: GatewayKey;
  /** For one request, from connecting to the last byte of the answer. */
  readonly timeoutMs: number;
}

/**
 * A client that sends each request once. The fetch transport matters: over node:http the SDK repeats a request whose
 * connection was closed, even with its retries off, and its timeout starts again at each stage.
 */
export const stripeClient = ({ url, key, timeoutMs }: StripeClientOptions) =>
  new Stripe('set for each request', {
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(fetchBelow(url, key)),
  });

/**
 * The SDK knows a host and a port but no base path, and one key for ever: over its own authenticator a key that can't be
 * read would leave the request without an end. A redirect must never carry the key elsewhere.
 */
function fetchBelow(baseUrl: string, key: GatewayKey) {
  const base = baseUrl.replace(/\/+$/, '');
  return async (requested: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const { pathname, search } = new URL(requested instanceof Request ? requested.url : requested);
    const headers = new Headers(init?.headers);
    const bearer = await key.current();
    headers.set('authorization', `Bearer ${bearer}`);
    const answer = await fetch(`${base}${pathname}${search}`, { ...init, headers, redirect: 'error' });
    if (answer.status === 401) await key.refused(bearer);
    return answer;
  };
}
