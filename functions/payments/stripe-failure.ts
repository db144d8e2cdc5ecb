import Stripe from 'stripe';
import { causesOf, UnexpectedResponse, wasNotSent } from '../platform/http-exchange.ts';
import type { NoResponse } from './payment-gateway.ts';
import { GatewayKeyUnavailable } from './table-guard.ts';

const { StripeError, StripeCardError, StripeIdempotencyError, StripeInvalidRequestError } = Stripe.errors;

/** What a request that failed says: why this order can't be paid so, or nothing about the payment. */
export type Failure = { readonly kind: 'refused'; readonly code: string } | NoResponse;

/** What a failed request means. Whatever is not certainly about this order declines nobody. */
export function failureOf(error: unknown): Failure {
  const code = refusalOfThisOrder(error);
  if (code !== undefined) return { kind: 'refused', code };
  return {
    kind: wasNotSent(transportError(error)) || isStatus(error, 401) ? 'unreachable' : 'unknown',
    reason: describe(error),
    misconfigured: isMisconfigured(error),
  };
}

const MOST_OF_A_REASON = 200;

/** Names the failure down to the socket's error. Never the SDK's own message: it may quote the key. */
export function describe(error: unknown): string {
  if (!(error instanceof StripeError)) return String(error).slice(0, MOST_OF_A_REASON);
  const { param } = parametersOf(error);
  const words = [error.type, error.statusCode, error.code, param, causes(error).at(-1)?.message];
  return words
    .filter((word) => word !== undefined && word !== '')
    .join(' ')
    .slice(0, MOST_OF_A_REASON);
}

/** What the gateway has saved for the key: with this key it will answer nothing else. */
export const isReplayed = (error: unknown): error is InstanceType<typeof StripeError> =>
  error instanceof StripeError && error.headers?.['idempotent-replayed'] === 'true';

/** A 5xx that is saved. */
export const isReplayedFailure = (error: unknown) => isReplayed(error) && (error.statusCode ?? 0) >= 500;

/**
 * Requests that concern this order alone, by https://docs.stripe.com/error-codes (September 2026). Some have no code but
 * their text. Everything else, such as an unknown parameter, a currency or a method that the account lacks, is not here.
 */
const THIS_ORDER = {
  codes: new Set([
    'amount_too_small',
    'amount_too_large',
    'payment_method_customer_decline',
    'payment_method_provider_decline',
  ]),
  /** There is no such method or customer. */
  missing: new Set(['payment_method', 'customer']),
  texts: [
    // The method is attached to a customer whom the order does not name, or to another one.
    /belongs to the customer/i,
    /does not belong to/i,
    /does not have a payment method with the id/i,
    // An unattached method works once.
    /may not be used again/i,
  ],
};

/** The method is of the other mode: the key is the wrong one, not the order. */
const OTHER_MODE = /a similar object exists in (live|test) mode/i;

function refusalOfThisOrder(error: unknown): string | undefined {
  if (error instanceof StripeCardError) return codeOfDecline(error);
  if (!(error instanceof StripeInvalidRequestError) || OTHER_MODE.test(error.message)) return undefined;
  const { code, param } = parametersOf(error);
  const isMissing = code === 'resource_missing' && THIS_ORDER.missing.has(param);
  if (isMissing || THIS_ORDER.codes.has(code)) return code;
  return THIS_ORDER.texts.some((text) => text.test(error.message)) ? 'payment_method_not_usable' : undefined;
}

/** The SDK gives an empty text for what is missing. */
const codeOfDecline = ({ decline_code: declineCode, code }: Stripe.errors.StripeCardError) =>
  [declineCode, code].find((given) => given) ?? 'card_declined';

const parametersOf = ({ code, param }: Stripe.errors.StripeError) => ({ code: code ?? '', param: param ?? '' });

const isStatus = (error: unknown, status: number) => error instanceof StripeError && error.statusCode === status;

const MISCONFIGURED = [GatewayKeyUnavailable, UnexpectedResponse];

/** The account or the request is wrong, and no repetition will help before somebody mends it. */
function isMisconfigured(error: unknown): boolean {
  if (causes(error).some((cause) => MISCONFIGURED.some((kind) => cause instanceof kind))) return true;
  if (isStatus(error, 401) || isStatus(error, 403)) return true;
  // 409 is the same type: another request with the key is under way.
  if (error instanceof StripeIdempotencyError) return isStatus(error, 400);
  return error instanceof StripeInvalidRequestError;
}

/** The SDK hides the transport's error in `detail`. */
const transportError = (error: unknown) => (error instanceof StripeError ? error.detail : error);

const causes = (error: unknown) => causesOf(transportError(error));
