import type { GatewayResponse, PaymentError, PaymentIntentRecord } from './charge-ledger.ts';
import { failureObject, intentObject } from './stripe-objects.ts';

type Details = Readonly<Record<string, unknown>>;

/** A request that is refused, in Stripe's shape and, where a client may match it, in Stripe's words. */
export class StripeRefusal extends Error {
  readonly response: GatewayResponse;

  constructor(status: number, error: Details & { readonly type: string; readonly message: string }) {
    super(error.message);
    this.response = errorResponse(status, error);
  }
}

/** Stripe adds the address of a page to each error that has a code. */
function errorResponse(status: number, error: Details): GatewayResponse {
  const { code } = error;
  const page = typeof code === 'string' && `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;
  return { status, error: { ...error, ...(page && { doc_url: page }) } };
}

export const invalidRequest = (message: string, details: Details = {}) =>
  new StripeRefusal(400, { type: 'invalid_request_error', message, ...details });

/** What the path names and is not there is answered 404, what a parameter names 400. */
export const noSuch = (what: string, { param, status = 400 }: { readonly param: string; readonly status?: number }) =>
  new StripeRefusal(status, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${what}`,
    param,
  });

export const unexpectedState = (message: string, intent: PaymentIntentRecord) =>
  invalidRequest(message, { code: 'payment_intent_unexpected_state', payment_intent: intentObject(intent) });

export const internalError: GatewayResponse = errorResponse(500, {
  type: 'api_error',
  message: 'An error occurred in the simulator.',
});

/** The answer to an attempt to pay that failed; the intent waits for another payment method. */
export const cardError = (intent: PaymentIntentRecord, error: PaymentError): GatewayResponse =>
  errorResponse(402, { ...failureObject(intent, error), payment_intent: intentObject(intent) });
