import { randomUUID } from 'node:crypto';
import { type HttpEvent, type HttpResponse, json, type Route } from '../platform/http-route.ts';
import { logger } from '../platform/telemetry.ts';
import type { ChargeLedger } from './charge-ledger.ts';
import { type CreatePaymentIntentDeps, createPaymentIntent } from './create-payment-intent.ts';
import { readCreationRequest } from './creation-request.ts';
import { readPage } from './page-request.ts';
import type { PaymentIntent } from './payment-intent.ts';
import { creationAnswer, invalidRequest, noSuchIntent } from './stripe-answers.ts';

type IntentRoute = (id: string) => Promise<HttpResponse>;

/** A request without an idempotency key is carried out each time it comes, as Stripe does. */
export function createRoute(deps: CreatePaymentIntentDeps): Route {
  const create = createPaymentIntent(deps);
  return async (event) => {
    const request = readCreationRequest(event.headers['idempotency-key'] ?? randomUUID(), readForm(event));
    if ('wrongParameter' in request)
      return invalidRequest('A parameter is missing or wrong.', { param: request.wrongParameter });
    logger.appendKeys({ orderId: request.metadata['orderId'] });
    const creation = await create(request);
    logger.appendKeys({
      outcome: creation.kind,
      intentId: creation.kind === 'created' ? creation.intent.id : undefined,
    });
    return creationAnswer(creation);
  };
}

export function listRoute(ledger: ChargeLedger): Route {
  return async (event) => {
    const page = readPage(new URLSearchParams(event.rawQueryString));
    if (page === undefined) return invalidRequest('A parameter of the list is wrong.');
    const { intents, hasMore } = await ledger.listIntents(page);
    return json(200, { object: 'list', url: '/v1/payment_intents', has_more: hasMore, data: intents });
  };
}

export function retrieveRoute(ledger: ChargeLedger): IntentRoute {
  return async (id) => {
    const intent = await ledger.findIntent(id);
    return intent === undefined ? noSuchIntent(id) : shown(intent);
  };
}

export function cancelRoute(ledger: ChargeLedger): IntentRoute {
  return async (id) => {
    const canceled = await ledger.cancelIntent(id);
    const intent = await ledger.findIntent(id);
    if (intent === undefined) return noSuchIntent(id);
    if (canceled) return shown(intent);
    return invalidRequest(`You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`, {
      code: 'payment_intent_unexpected_state',
      payment_intent: intent,
    });
  };
}

function shown(intent: PaymentIntent): HttpResponse {
  logger.appendKeys({ intentId: intent.id, orderId: intent.metadata['orderId'] });
  return json(200, intent);
}

const readForm = ({ body = '', isBase64Encoded }: HttpEvent) =>
  new URLSearchParams(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8').toString());
