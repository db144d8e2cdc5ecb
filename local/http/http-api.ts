import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Invoke } from '../event-sources/invoke.ts';
import type { Issuer } from './issuer.ts';
import { answerOf, type HttpAnswer, jsonAnswer, payloadEvent } from './payload.ts';
import { type HttpRoute, httpRouter } from './router.ts';

interface HttpApiOptions {
  readonly routes: readonly HttpRoute[];
  readonly invoke: Invoke;
  readonly issuer: Issuer;
}

export type HttpHandler = (request: IncomingMessage, body: Buffer) => Promise<HttpAnswer>;

/** API Gateway's HTTP API: what it answers by itself has the bodies that it has in AWS. */
export function httpApi({ routes, invoke, issuer }: HttpApiOptions): HttpHandler {
  const find = httpRouter(routes);
  return async (request, body) => {
    const match = find(request);
    if (match === undefined) return jsonAnswer(404, { message: 'Not Found' });
    const { route, pathParameters } = match;
    const authorizer = route.authorized ? await issuer.authorize(request.headers.authorization) : undefined;
    if (route.authorized && authorizer === undefined) return jsonAnswer(401, { message: 'Unauthorized' });
    const event = payloadEvent(request, { body, routeKey: route.routeKey, pathParameters, authorizer });
    const answer = await invoke(route.functionName, event);
    return answer.kind === 'returned'
      ? answerOf(answer.payload)
      : jsonAnswer(500, { message: 'Internal Server Error' });
  };
}

const INVOKE = /^\/2015-03-31\/functions\/(?<name>[^/]+)\/invocations$/;

/** The Invoke call of the Lambda API, for functions that call each other. */
export function lambdaApi({ invoke, next }: { readonly invoke: Invoke; readonly next: HttpHandler }): HttpHandler {
  return async (request, body) => {
    const name = INVOKE.exec(request.url ?? '')?.groups?.['name'];
    if (name === undefined) return next(request, body);
    const answer = await invoke(decodeURIComponent(name), JSON.parse(body.toString() || 'null'));
    if (answer.kind === 'returned') return jsonAnswer(200, answer.payload);
    const failed = jsonAnswer(200, { errorMessage: answer.error });
    return { ...failed, headers: { ...failed.headers, 'x-amz-function-error': 'Unhandled' } };
  };
}

export interface HttpServer {
  stop(): Promise<void>;
}

const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Serves on the loopback address. */
export async function serveHttp(port: number, handle: HttpHandler): Promise<HttpServer> {
  const server = createServer(async (request, response) => {
    try {
      const body = await bodyOf(request);
      const answer =
        body === undefined ? jsonAnswer(413, { message: 'Request Too Long' }) : await handle(request, body);
      response.writeHead(answer.status, answer.headers);
      // Together with the headers: a packet of their own costs as much as the body's.
      if (Buffer.isBuffer(answer.body)) response.end(answer.body);
      else await streamed(answer.body, response);
    } catch {
      // The client went away, or sent what is no HTTP request.
      response.destroy();
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

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
