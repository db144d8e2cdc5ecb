import type { Invoke } from '../lambda-local/functions/invocation.ts';
import { functionName } from '../lambda-local/functions/invocation.ts';
import {
  type HttpHandler,
  type HttpRoute,
  type HttpServer,
  httpApi,
  serveHttp,
} from '../lambda-local/http/http-api.ts';
import { lambdaApi, type MappingSwitch } from '../lambda-local/http/lambda-api.ts';
import type { App } from './app-model.ts';
import type { Issuer } from './issuer.ts';
import type { stepFeed } from './order-progress.ts';
import { HTTP_API, INTEGRATION, ROUTE } from './resource-types.ts';
import { lambdaToken, type PortName, type Settings } from './settings.ts';

interface HttpApisOptions {
  readonly app: App;
  readonly settings: Settings;
  readonly invoke: Invoke;
  readonly issuer: Issuer;
  readonly feed: ReturnType<typeof stepFeed>;
  readonly mappings: () => readonly MappingSwitch[];
  /** What may go wrong at the gateway. */
  readonly aroundGateway: (handler: HttpHandler) => HttpHandler;
}

/** The port of each HTTP API, by the end of its name. */
const PORTS: Readonly<Record<string, PortName>> = { orders: 'API_PORT', 'payment-gateway-simulator': 'GATEWAY_PORT' };

export function apiPort(name: string, { ports }: Settings): number {
  const variable = Object.entries(PORTS).find(([end]) => name.endsWith(`-${end}`))?.[1];
  if (variable === undefined) throw new Error(`The HTTP API ${name} has no port (local/http-apis.ts)`);
  return ports[variable];
}

/** Serves the template's HTTP APIs, each on its port, and beside them what is known here of the Lambda API. */
export const startHttpApis = ({
  app,
  settings,
  invoke,
  issuer,
  feed,
  mappings,
  aroundGateway,
}: HttpApisOptions): Promise<HttpServer[]> =>
  Promise.all(
    app.of(HTTP_API).map(({ logicalId, settings: { Name } }) => {
      const api = httpApi({ routes: routesOf(app, logicalId), invoke, issuer });
      const lambda = lambdaApi({ invoke, mappings, token: lambdaToken(settings), next: api });
      const [port, handler] = [apiPort(Name, settings), feed.beside(lambda)];
      return serveHttp(port, port === settings.ports.GATEWAY_PORT ? aroundGateway(handler) : handler);
    }),
  );

/** The functions that HTTP requests reach. */
export const integratedFunctions = (app: App) =>
  app.of(INTEGRATION).map(({ settings }) => functionName(settings.IntegrationUri));

function routesOf(app: App, apiId: string): HttpRoute[] {
  const integrations = new Map(app.of(INTEGRATION).map(({ name, settings }) => [`integrations/${name}`, settings]));
  const routes = app.of(ROUTE).filter(({ settings }) => settings.ApiId === apiId);
  return routes.map(({ settings: { RouteKey, AuthorizationType, Target } }) => ({
    routeKey: RouteKey,
    functionName: functionName(integrations.get(Target)?.IntegrationUri ?? ''),
    authorized: AuthorizationType !== 'NONE',
  }));
}
