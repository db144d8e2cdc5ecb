import Stripe from 'stripe';

export interface StripeClientOptions {
  /** Where the API is served; may carry a base path. */
  readonly url: string;
  readonly key: string;
  /** For one request, from connecting to the last byte of the answer. */
  readonly timeoutMs: number;
}

/**
 * A client that sends each request once. The fetch transport matters: over node:http the SDK repeats a request whose
 * connection was closed, even with its retries off, and its timeout starts again at each stage.
 */
export const stripeClient = ({ url, key, timeoutMs }: StripeClientOptions) =>
  new Stripe(key, {
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(fetchBelow(url)),
  });

/** The SDK knows a host and a port but no base path; and a redirect must never carry the key elsewhere. */
function fetchBelow(baseUrl: string) {
  const base = baseUrl.replace(/\/+$/, '');
  return (requested: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const { pathname, search } = new URL(requested instanceof Request ? requested.url : requested);
    return fetch(`${base}${pathname}${search}`, { ...init, redirect: 'error' });
  };
}
