import type { InvokeResponse } from '../../../../lambda-local/functions/invocation.ts';
import {
  type HttpHandler,
  type HttpRoute,
  type HttpServer,
  httpApi,
  serveHttp,
} from '../../../../lambda-local/http/http-api.ts';
import { freePort } from '../../../../local/ports-and-folders.ts';
import { scriptedFunction } from '../../../doubles/scripted-function.ts';

const servers: HttpServer[] = [];

export const stopServers = async () => {
  await Promise.all(servers.splice(0).map(({ stop }) => stop()));
};

export const EVERYTHING = { routeKey: '$default', functionName: 'others', authorized: false };

export async function anApi(answer: InvokeResponse, ...more: readonly HttpRoute[]) {
  const { invoke, events } = scriptedFunction(() => answer);
  const issuer = {
    token: async () => '',
    authorize: async (authorization?: string) => (authorization === undefined ? { the: 'caller' } : undefined),
  };
  const routes = [{ routeKey: 'POST /orders/{id}', functionName: 'orders', authorized: true }, ...more];
  return { ...(await serve(httpApi({ routes, invoke, issuer }))), events };
}

export async function serve(handler: HttpHandler) {
  const port = await freePort();
  servers.push(await serveHttp(port, handler));
  const fetchFrom = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init);
  return { fetchFrom, port };
}
