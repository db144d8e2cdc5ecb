import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Invoke } from '../functions/invocation.ts';
import { answerOf, jsonResponse, type LambdaResponse, payloadEvent } from './payload.ts';

/** A route of an HTTP API and the function behind it. */
export interface HttpRoute {
  /** `METHOD /path/{parameter}`, or `$default` for everything else. */
  readonly routeKey: string;
  readonly functionName: string;
  readonly authorized: boolean;
}

interface HttpApiOptions {
  readonly routes: readonly HttpRoute[];
  readonly invoke: Invoke;
  /** What an authorizer hands to the function; undefined where API Gateway answers 401. */
  readonly issuer: { authorize(authorization: string | undefined): Promise<object | undefined> };
}

export type HttpHandler = (request: IncomingMessage, body: Buffer) => Promise<LambdaResponse>;

/** API Gateway's HTTP API: what it answers by itself has the bodies that it has in AWS. */
export function httpApi({ routes, invoke, issuer }: HttpApiOptions): HttpHandler {
  const find = httpRouter(routes);
  return async (request, body) => {
    const match = find(request);
    if (match === undefined) return jsonResponse(404, { message: 'Not Found' });
    const { route, pathParameters } = match;
    const authorizer = route.authorized ? await issuer.authorize(request.headers.authorization) : undefined;
    if (route.authorized && authorizer === undefined) return jsonResponse(401, { message: 'Unauthorized' });
    const event = payloadEvent(request, { body, routeKey: route.routeKey, pathParameters, authorizer });
    const answer = await invoke(route.functionName, event);
    return answer.kind === 'returned'
      ? answerOf(answer.payload)
      : jsonResponse(500, { message: 'Internal Server Error' });
  };
}

interface RouteMatch {
  readonly route: HttpRoute;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Finds the route of a request as API Gateway does; `$default` takes what no other route matches. */
export function httpRouter(routes: readonly HttpRoute[]) {
  const patterns = routes.map((route) => ({ route, pattern: patternOf(route.routeKey) }));
  return ({ method, url = '/' }: Pick<IncomingMessage, 'method' | 'url'>): RouteMatch | undefined => {
    const key = `${method} ${url.replace(/\?.*$/, '')}`;
    for (const { route, pattern } of patterns) {
      const match = pattern.exec(key);
      if (match) return { route, pathParameters: decode(match.groups ?? {}) };
    }
    const route = routes.find(({ routeKey }) => routeKey === '$default');
    return route && { route, pathParameters: {} };
  };
}

const patternOf = (routeKey: string) =>
  new RegExp(`^${routeKey.replace(/[.$*+?^|()[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);

const decode = (parameters: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, decodeOne(value)]));

function decodeOne(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // What is no encoding is handed over as it came.
    return value;
  }
}

export interface HttpServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Node's own is 5 s: a connection that is closed just as its client sends the next request loses that. */
const KEPT_MS = 75_000;
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/**
 * Serves programs on this machine, on the loopback address, at port 0 on any that is free. A web page's request is refused with
 * 403, unless `ownPage` is set and the page came from this very server.
 */
export async function serveHttp(
  port: number,
  handle: HttpHandler,
  { ownPage = false }: { readonly ownPage?: boolean } = {},
): Promise<HttpServer> {
  const server = createServer(async (request, response) => {
    try {
      const body = await bodyOf(request);
      const answer = refusal(request, body, ownPage) ?? (await answered(handle(request, body ?? Buffer.alloc(0))));
      response.writeHead(answer.status, answer.headers);
      // Together with the headers: a packet of their own costs as much as the body's.
      if (Buffer.isBuffer(answer.body)) response.end(answer.body);
      else await streamed(answer.body, response);
    } catch {
      // The client went away.
      response.destroy();
    }
  });
  server.keepAliveTimeout = KEPT_MS;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** A page of any site can send requests to this port, and read the answers where its host's name leads here. */
function refusal({ headers }: IncomingMessage, body: Buffer | undefined, ownPage: boolean): LambdaResponse | undefined {
  const isOwn = ownPage && headers.origin === `http://${headers.host}`;
  const isPage =
    (headers.origin !== undefined && !isOwn) || /^(cross|same)-site$/.test(String(headers['sec-fetch-site']));
  if (isPage || !LOOPBACK.test(headers.host ?? ''))
    return jsonResponse(403, { message: 'Forbidden: a Host of this machine and no Origin, please' });
  return body === undefined ? jsonResponse(413, { message: 'Request Too Long' }) : undefined;
}

/** What nobody expected is a response, too: a connection that is cut says nothing. */
const answered = (answer: Promise<LambdaResponse>) =>
  answer.catch((error: unknown) => {
    console.error(error);
    return jsonResponse(500, { message: 'Internal Server Error' });
  });

/** The headers at once: the first part of the body may be long in coming. */
async function streamed(body: Readable, response: ServerResponse) {
  response.flushHeaders();
  await pipeline(body, response);
}

async function bodyOf(request: AsyncIterable<Buffer>): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks);
}
