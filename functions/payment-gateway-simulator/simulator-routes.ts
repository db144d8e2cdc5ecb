import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { type HttpEvent, type HttpResponse, json, type Route } from '../platform/http-route.ts';
import { logger } from '../platform/telemetry.ts';
import { answerPost, type GatewayDeps, type Operation, type PostRequest } from './answer-post.ts';
import type { LedgerRecord } from './charge-ledger.ts';
import { createPaymentIntent } from './create-payment-intent.ts';
import type { Reply } from './idempotency.ts';
import { listPaymentIntents, searchPaymentIntents } from './payment-intent-lists.ts';
import { cancelPaymentIntent, confirmPaymentIntent, currentIntent, settlePaymentIntent } from './payment-intents.ts';
import {
  attachPaymentMethod,
  createCustomer,
  createPaymentMethod,
  findCustomer,
  findMethod,
} from './payment-methods.ts';
import { createRefund, findRefund, listRefunds } from './refunds.ts';
import { readParameters } from './request-parameters.ts';
import { internalError, invalidRequest, StripeRefusal } from './stripe-errors.ts';
import { bodyOf, stripeObject } from './stripe-objects.ts';

export interface GatewayRoutesDeps extends Omit<GatewayDeps, 'notify'> {
  /** What a caller must send as its bearer token. */
  readonly gatewayKey: string;
  /** Without it nobody is sent events. */
  readonly notify?: GatewayDeps['notify'];
}

/** The part of Stripe's API that taking, looking up, cancelling and giving back a payment needs. */
export function gatewayRoutes({ gatewayKey, notify = async () => undefined, ...others }: GatewayRoutesDeps): Route {
  const deps: GatewayDeps = { ...others, notify };
  const mayCall = bearerCheck(gatewayKey);
  const [posts, gets] = [postRoutes(deps), getRoutes(deps)];
  return async (event) => {
    const { method } = event.requestContext.http;
    const requestId = `req_${deps.newToken()}`;
    logger.appendKeys({ method, path: event.rawPath, requestId });
    try {
      if (!mayCall(event.headers['authorization'])) throw new StripeRefusal(401, INVALID_KEY);
      const { template, id } = namedBy(event.rawPath);
      const post = method === 'POST' ? posts[template] : undefined;
      const get = method === 'GET' ? gets[template] : undefined;
      if (post) return await carryOut(deps, post, postRequest(event, { id, requestId }));
      if (get) return json(200, await get(id, new URLSearchParams(event.rawQueryString)), { 'request-id': requestId });
      throw noSuchRoute(method, event.rawPath);
    } catch (error) {
      if (error instanceof StripeRefusal) return shown({ response: error.response, isReplay: false }, requestId);
      logger.error('the request failed', { error });
      return shown({ response: internalError, isReplay: false }, requestId);
    }
  };
}

const postRoutes = (deps: GatewayDeps): Readonly<Record<string, Operation>> => ({
  '/v1/payment_intents': createPaymentIntent(deps),
  '/v1/payment_intents/{id}/confirm': confirmPaymentIntent(deps),
  '/v1/payment_intents/{id}/cancel': cancelPaymentIntent(deps),
  '/v1/refunds': createRefund(deps),
  '/v1/customers': createCustomer(deps),
  '/v1/payment_methods': createPaymentMethod(deps),
  '/v1/payment_methods/{id}/attach': attachPaymentMethod(deps),
  '/v1/test_helpers/payment_intents/{id}/settle': settlePaymentIntent(deps),
});

type Get = (id: string, query: URLSearchParams) => Promise<object>;

function getRoutes(deps: GatewayDeps): Readonly<Record<string, Get>> {
  const { ledger } = deps;
  const retrieve = (find: (id: string) => Promise<LedgerRecord>): Get => {
    return async (id, query) => {
      readParameters(z.strictObject({}), query);
      return stripeObject(await find(id));
    };
  };
  const list = listPaymentIntents(deps);
  const search = searchPaymentIntents(deps);
  const refunds = listRefunds(deps);
  return {
    '/v1/payment_intents': (_id, query) => list(query),
    '/v1/payment_intents/search': (_id, query) => search(query),
    '/v1/payment_intents/{id}': retrieve((id) => currentIntent(deps, id)),
    '/v1/refunds': (_id, query) => refunds(query),
    '/v1/refunds/{id}': retrieve((id) => findRefund(ledger, id)),
    '/v1/customers/{id}': retrieve((id) => findCustomer(ledger, id, 404)),
    '/v1/payment_methods/{id}': retrieve((id) => findMethod(ledger, id, 404)),
    '/v1/account': async () => ({ id: 'acct_simulator', object: 'account', charges_enabled: true }),
  };
}

/** `/v1/payment_intents/pi_1/confirm` is `/v1/payment_intents/{id}/confirm` of pi_1. */
function namedBy(path: string) {
  const [, before = path, id = '', after = ''] =
    /^(\/v1(?:\/test_helpers)?\/[a-z_]+\/)(?!search$)([^/]+)(.*)$/.exec(path) ?? [];
  return { template: id === '' ? path : `${before}{id}${after}`, id };
}

function postRequest(event: HttpEvent, named: { readonly id: string; readonly requestId: string }): PostRequest {
  const { body = '', isBase64Encoded, rawPath } = event;
  const form = new URLSearchParams(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8').toString());
  const key = event.headers['idempotency-key'];
  if (key !== undefined && key.length > 255) throw invalidRequest('Idempotency keys have at most 255 characters.');
  const sorted = new URLSearchParams(form);
  sorted.sort();
  return {
    ...named,
    key,
    form,
    fingerprint: createHash('sha256').update(`${rawPath}?${sorted.toString()}`).digest('hex'),
  };
}

async function carryOut(deps: GatewayDeps, operation: Operation, request: PostRequest): Promise<HttpResponse> {
  const reply = await answerPost(deps, { request, decide: operation(request) });
  const { record } = reply.response;
  logger.appendKeys({ objectId: record?.id ?? request.id, orderId: record?.metadata['orderId'] });
  return shown(reply, request.requestId);
}

function shown({ response, isReplay }: Reply, requestId: string): HttpResponse {
  logger.appendKeys({ isReplay, error: response.error?.['code'] ?? response.error?.['type'] });
  const replayed: Record<string, string> = isReplay ? { 'idempotent-replayed': 'true' } : {};
  return json(response.status, bodyOf(response), { 'request-id': requestId, ...replayed });
}

const INVALID_KEY = { type: 'invalid_request_error', message: 'Invalid API Key provided.' };

const noSuchRoute = (method: string, path: string) =>
  new StripeRefusal(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
  });

/** Whether an Authorization header carries the key; takes the same time for every wrong one. */
function bearerCheck(key: string) {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${key}`);
  return (authorization = ''): boolean => timingSafeEqual(digest(authorization), expected);
}
