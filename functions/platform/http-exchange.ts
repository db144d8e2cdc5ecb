import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** A request that was not sent, so nothing was done. */
export class NothingSent extends Error {
  override readonly name: string = 'NothingSent';
}

/** A response that no service of this kind gives: the address may lead elsewhere. */
export class UnexpectedResponse extends Error {
  override readonly name = 'UnexpectedResponse';
}

interface HttpExchangeOptions {
  /** Where the API is served; may carry a base path. */
  readonly url: string;
  /** Below a request's: what did not connect was certainly not sent. */
  readonly connectTimeoutMs: number;
}

interface ApiRequest {
  readonly method: string;
  /** Below the base path. */
  readonly path: string;
  readonly query?: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | null | undefined;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export type HttpExchange = (request: ApiRequest) => Promise<ApiResponse>;

/** Sends each request once, over sockets that are kept. Redirects are not followed: a key must not go elsewhere. */
export function httpExchange({ url, connectTimeoutMs }: HttpExchangeOptions): HttpExchange {
  const base = new URL(url);
  const withHttp = pooled(connectTimeoutMs);
  return ({ method, path, query = {}, headers, body, signal }) => {
    const request = new HttpRequest({
      protocol: base.protocol,
      hostname: base.hostname,
      ...(base.port !== '' && { port: Number(base.port) }),
      method,
      path: base.pathname.replace(/\/+$/, '') + path,
      query,
      headers: { ...headers, host: base.host },
      body,
    });
    return withHttp((http) => exchange(http, request, signal)).catch(failed);
  };
}

/** As many as attempts run at once, and some. */
const SOCKETS = 100;

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

/** Sends one request and reads its response whole. */
export async function exchange(
  http: NodeHttpHandler,
  request: HttpRequest,
  abortSignal?: ApiRequest['signal'],
): Promise<ApiResponse> {
  const { response }: Handled = await http.handle(request, abortSignal ? { abortSignal } : {});
  const body = response.body ? await text(response.body) : '';
  return { status: response.statusCode, headers: response.headers, body };
}

/**
 * The handler's own time limit for connecting has no code, unlike the same failure of a socket that was in use. Codes of closed
 * connections are kept from an SDK above, which would send such a request again, even with its retries off.
 */
function failed(cause: unknown): never {
  if (cause instanceof Error && cause.name === 'TimeoutError' && !('code' in cause))
    throw new NothingSent('no connection within the time limit');
  throw new Error('the request failed', { cause });
}

/** Failures of the name, the connection or the TLS handshake: not a byte of the request was sent. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** OpenSSL's words, of which Node makes one code for failures during the handshake and after it. */
const HANDSHAKE = /SSL routines:.*(wrong version number|handshake failure|protocol version|unsupported protocol)/i;

/** Whether a request that failed was certainly not sent. */
export const wasNotSent = (error: unknown) =>
  causesOf(error).some(
    (cause) =>
      cause instanceof NothingSent ||
      ('syscall' in cause && (cause.syscall === 'connect' || cause.syscall === 'getaddrinfo')) ||
      ('code' in cause && typeof cause.code === 'string' && UNSENT.has(cause.code)) ||
      HANDSHAKE.test(cause.message),
  );

/** An error and what caused it, down to the socket's. */
export const causesOf = (error: unknown, depth = 5): readonly Error[] =>
  error instanceof Error && depth > 0 ? [error, ...causesOf(error.cause, depth - 1)] : [];
