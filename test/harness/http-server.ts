import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { HttpEvent, Route } from '../../functions/platform/http-route.ts';

/** Serves a route over a real socket: each request becomes the event that an HTTP API sends to its `$default` route. */
export async function serveRoute(route: Route, { basePath = '', port = 0 } = {}) {
  const server = createServer(async (request, response) => {
    const { statusCode = 200, headers = {}, body } = await route(await toEvent(request, basePath));
    response.writeHead(
      statusCode,
      Object.entries(headers).flatMap(([name, value]) => [name, String(value)]),
    );
    response.end(body);
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${basePath}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function toEvent(request: IncomingMessage, basePath: string): Promise<HttpEvent> {
  const { pathname, search } = new URL(request.url ?? '', 'http://localhost');
  const path = pathname.startsWith(basePath) ? pathname.slice(basePath.length) : '/outside-of-the-base-path';
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const body = Buffer.from(await text(request)).toString('base64');
  return defaultRouteEvent({ method: request.method ?? '', path, query: search.slice(1), headers, body });
}

interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The payload-2 event of a request to the `$default` route; the body is base64. */
export const defaultRouteEvent = ({ method, path, query, headers, body }: Received): HttpEvent => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: path,
  rawQueryString: query,
  headers,
  body,
  isBase64Encoded: true,
  requestContext: {
    accountId: '000000000000',
    apiId: 'test',
    domainName: 'localhost',
    domainPrefix: 'test',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
    requestId: 'test',
    routeKey: '$default',
    stage: '$default',
    time: '',
    timeEpoch: 0,
  },
});
