import type { IncomingMessage } from 'node:http';

/** A route of an HTTP API and the function behind it. */
export interface HttpRoute {
  /** `METHOD /path/{parameter}`, or `$default` for everything else. */
  readonly routeKey: string;
  readonly functionName: string;
  readonly authorized: boolean;
}

export interface RouteMatch {
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
