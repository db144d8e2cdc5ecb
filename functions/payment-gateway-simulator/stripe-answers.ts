import { type HttpResponse, json } from '../platform/http-route.ts';
import type { Creation } from './create-payment-intent.ts';
import type { PaymentIntent } from './payment-intent.ts';

/** An error in Stripe's shape. */
export const failure = (status: number, error: Readonly<Record<string, unknown>>): HttpResponse =>
  json(status, { error });

export const invalidRequest = (message: string, details: Readonly<Record<string, unknown>> = {}) =>
  failure(400, { type: 'invalid_request_error', message, ...details });

export const noSuchIntent = (id: string) =>
  failure(404, { type: 'invalid_request_error', code: 'resource_missing', message: `No such payment_intent: '${id}'` });

export const internalError = () => failure(500, { type: 'api_error', message: 'An error occurred in the simulator.' });

/** The answer to a creation. */
export function creationAnswer(creation: Creation): HttpResponse {
  switch (creation.kind) {
    case 'created':
      return intentAnswer(creation.intent, creation.replayed);
    case 'failed':
      return internalError();
    case 'in-flight':
      return failure(409, {
        type: 'idempotency_error',
        code: 'idempotency_key_in_use',
        message: 'Another request with this idempotency key is under way.',
      });
    case 'key-reused':
      return failure(400, {
        type: 'idempotency_error',
        message: 'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      });
    case 'no-such-payment-method':
      return invalidRequest('No such PaymentMethod.', { code: 'resource_missing', param: 'payment_method' });
  }
}

function intentAnswer(intent: PaymentIntent, replayed: boolean): HttpResponse {
  const headers: Record<string, string> = replayed ? { 'idempotent-replayed': 'true' } : {};
  return intent.last_payment_error
    ? json(402, { error: { ...intent.last_payment_error, payment_intent: intent } }, headers)
    : json(200, intent, headers);
}
