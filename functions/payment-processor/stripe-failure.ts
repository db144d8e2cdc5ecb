import Stripe from 'stripe';
import type { ChargeAnswer, ChargeRequest } from './payment-gateway.ts';

const { StripeError, StripeCardError, StripeIdempotencyError, StripeInvalidRequestError, StripeRateLimitError } =
  Stripe.errors;

/** What a failed charge request means. Whatever is not known to have done nothing may have charged. */
export function answerToFailure(error: unknown, { eventId }: ChargeRequest): ChargeAnswer {
  // Before the classes: a key in use (409) may come as any of them.
  if (wasTurnedAway(error)) return { kind: 'unknown', mayHaveCharged: false, reason: describe(error) };
  if (error instanceof StripeIdempotencyError)
    return { kind: 'contradiction', reference: eventId, reason: 'the key was used before with other parameters' };
  // Refused before anything was executed: the same request can never succeed.
  if (error instanceof StripeInvalidRequestError || error instanceof StripeCardError)
    return { kind: 'declined', reference: null, code: error.decline_code || error.code || 'invalid_request' };
  return { kind: 'unknown', mayHaveCharged: !neverLeft(error), reason: describe(error) };
}

/** Names the failure down to the socket's error. Never the SDK's own message: it may quote the key. */
export function describe(error: unknown): string {
  if (!(error instanceof StripeError)) return String(error);
  const words = [error.type, error.statusCode, error.code, [...causes(error)].at(-1)?.message];
  return words.filter((word) => word !== undefined).join(' ');
}

/** The payment intent of a refused card; it is judged like any other. */
export const refusedIntent = (error: unknown): unknown =>
  error instanceof StripeCardError ? error.payment_intent : undefined;

/** A wrong key, another request with the same key under way, or too many: an answer before any execution. */
const wasTurnedAway = (error: unknown) =>
  error instanceof StripeRateLimitError ||
  (error instanceof StripeError && [401, 403, 409].includes(error.statusCode ?? 0));

/** Failures of the key, the name, the connection or the TLS handshake: not a byte of the request was sent. */
const UNSENT = new Set([
  'GATEWAY_KEY_UNAVAILABLE',
  'UND_ERR_CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
]);

function neverLeft(error: unknown): boolean {
  return [...causes(error)].some(
    (cause) =>
      ('syscall' in cause && (cause.syscall === 'connect' || cause.syscall === 'getaddrinfo')) ||
      ('code' in cause && typeof cause.code === 'string' && UNSENT.has(cause.code)),
  );
}

/** The SDK hides fetch's error in `detail`; fetch hides the socket's in `cause`. */
function* causes(error: unknown): Generator<Error> {
  let next = error instanceof StripeError ? error.detail : undefined;
  for (let depth = 0; next instanceof Error && depth < 5; depth++) {
    yield next;
    next = next.cause instanceof Error ? next.cause : undefined;
  }
}
