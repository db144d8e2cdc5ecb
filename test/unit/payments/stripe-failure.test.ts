import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import {
  describe as describeFailure,
  failureOf,
  isReplayedFailure,
} from '../../../functions/payments/stripe-failure.ts';
import { UnexpectedResponse } from '../../../functions/platform/http-exchange.ts';

const { StripeAPIError, StripeCardError, StripeConnectionError, StripeInvalidRequestError } = Stripe.errors;

/** What the SDK rejects with where the transport failed like this. */
const connectionFailure = (fields: object, message = 'it failed') => {
  const cause = Object.assign(new Error(message), fields);
  return new StripeConnectionError({
    message: 'An error occurred with our connection to Stripe.',
    detail: new Error('the request failed', { cause }),
  });
};

describe('tell whether a failed request was sent', () => {
  it.each<[string, object]>([
    ['there was no way to the host', { code: 'ENETUNREACH', syscall: 'connect' }],
    ['nobody listened', { code: 'ECONNREFUSED' }],
    ['the name was not found', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }],
    ['the certificate has expired', { code: 'CERT_HAS_EXPIRED' }],
    ['the certificate is of another host', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
  ])('says that it was not where %s', (_situation, fields) => {
    expect(failureOf(connectionFailure(fields))).toMatchObject({ kind: 'unreachable', misconfigured: false });
  });

  it.each<[string, object]>([
    ['the connection was reset', { code: 'ECONNRESET', syscall: 'read' }],
    ['the failure has no code', {}],
  ])('does not know where %s', (_situation, fields) => {
    expect(failureOf(connectionFailure(fields))).toMatchObject({ kind: 'unknown', misconfigured: false });
  });

  it('ends where the causes of a failure lead back to it', () => {
    const detail = new Error('around');
    detail.cause = detail;

    expect(failureOf(new StripeConnectionError({ detail }))).toMatchObject({ kind: 'unknown' });
  });
});

describe('decline a card', () => {
  it('has a code also where the gateway gave none', () => {
    expect(failureOf(new StripeCardError({ statusCode: 402 }))).toEqual({ kind: 'refused', code: 'card_declined' });
  });
});

describe('name a failure', () => {
  it('joins what is known of it, and leaves out the message of the gateway', () => {
    const parameters = { statusCode: 400, code: 'parameter_unknown', param: 'currency' };

    expect(describeFailure(new StripeInvalidRequestError({ ...parameters, message: 'sk_test_planted' }))).toBe(
      'StripeInvalidRequestError 400 parameter_unknown currency',
    );
    expect(describeFailure(new StripeAPIError({ statusCode: 500, code: '' }))).toBe('StripeAPIError 500');
    expect(describeFailure(connectionFailure({}, 'socket hang up'))).toBe('StripeConnectionError socket hang up');
  });

  it('names an error that is not of the SDK as it prints itself', () => {
    const error = new UnexpectedResponse('the response is not a payment intent');

    expect(describeFailure(error)).toBe('UnexpectedResponse: the response is not a payment intent');
  });

  it('is at most 200 characters long, so that it fits into a row and a log line', () => {
    const long = 'x'.repeat(1_000);

    expect(describeFailure(new Error(long))).toHaveLength(200);
    expect(describeFailure(connectionFailure({}, long))).toHaveLength(200);
  });
});

describe('recognise a failure that the gateway has saved for the idempotency key', () => {
  const headers = { 'idempotent-replayed': 'true' };

  it('is a 5xx that says so', () => {
    expect(isReplayedFailure(new StripeAPIError({ statusCode: 500, headers }))).toBe(true);
  });

  it.each([
    ['a decline that is replayed, which stays one under another key', { statusCode: 402, headers }],
    ['a 5xx of this time', { statusCode: 500, headers: {} }],
    ['a 5xx without headers', { statusCode: 500 }],
    ['a failure without a response', { headers }],
  ])('is not %s', (_situation, raw) => {
    expect(isReplayedFailure(new StripeAPIError(raw))).toBe(false);
  });

  it('is not an error of another library', () => {
    expect(isReplayedFailure(Object.assign(new Error('No.'), { statusCode: 500, headers }))).toBe(false);
  });
});
