import type { HttpResponse, Route } from '../platform/http-route.ts';
import { logger } from '../platform/telemetry.ts';
import { bearerCheck } from './bearer-check.ts';
import type { CreatePaymentIntentDeps } from './create-payment-intent.ts';
import { cancelRoute, createRoute, listRoute, retrieveRoute } from './intent-routes.ts';
import { failure, internalError } from './stripe-answers.ts';

export interface GatewayRoutesDeps extends CreatePaymentIntentDeps {
  /** What a caller must send as its bearer token. */
  readonly gatewayKey: string;
}

/** The part of Stripe's API that a charge, its look-up and its cancellation need. */
export function gatewayRoutes(deps: GatewayRoutesDeps): Route {
  const mayCall = bearerCheck(deps.gatewayKey);
  const route = intentRoutes(deps);
  return async (event) => {
    logger.appendKeys({ method: event.requestContext.http.method, path: event.rawPath });
    if (!mayCall(event.headers['authorization']))
      return failure(401, { type: 'invalid_request_error', message: 'Invalid API Key provided.' });
    try {
      return await route(event);
    } catch (error) {
      logger.error('the ledger failed', { error });
      return internalError();
    }
  };
}

function intentRoutes(deps: GatewayRoutesDeps): Route {
  const [create, list] = [createRoute(deps), listRoute(deps.ledger)];
  const [retrieve, cancel] = [retrieveRoute(deps.ledger), cancelRoute(deps.ledger)];
  const routes: Readonly<Record<string, (...request: [...Parameters<Route>, string]) => Promise<HttpResponse>>> = {
    'POST /v1/payment_intents': (event) => create(event),
    'GET /v1/payment_intents': (event) => list(event),
    'GET /v1/payment_intents/{id}': (_event, id) => retrieve(id),
    'POST /v1/payment_intents/{id}/cancel': (_event, id) => cancel(id),
  };
  return async (event) => {
    const id = /\/(pi_[^/]+)/.exec(event.rawPath)?.[1] ?? '';
    const route = routes[`${event.requestContext.http.method} ${event.rawPath.replace(id || '{id}', '{id}')}`];
    if (route) return route(event, id);
    return failure(404, { type: 'invalid_request_error', message: `Unrecognized request URL: ${event.rawPath}` });
  };
}
