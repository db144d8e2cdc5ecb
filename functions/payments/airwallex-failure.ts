import { causesOf, UnexpectedResponse, wasNotSent } from '../platform/http-exchange.ts';
import type { NoResponse } from './payment-gateway.ts';
import { GatewayKeyUnavailable } from './table-guard.ts';

/** A response with an error. Its message is not kept: it may quote what was sent. */
export class AirwallexError extends Error {
  override readonly name = 'AirwallexError';
  readonly status: number;
  readonly code: string;

  constructor({ status, code, source }: { readonly status: number; readonly code: string; readonly source: string }) {
    super([status, code, source].filter((word) => word !== '').join(' '));
    this.status = status;
    this.code = code;
  }
}

/** A code for what concerns this order alone, or that nothing is known about the payment. */
export type AirwallexFailure = { readonly kind: 'refused'; readonly code: string } | NoResponse;

/**
 * Refusals that concern this order alone, by https://www.airwallex.com/docs/payments__error-response-codes (September 2026).
 * Everything else, such as a wrong parameter, a currency or a method that the account lacks, is not here.
 */
const THIS_ORDER = new Set([
  '3ds_not_supported',
  'amount_above_limit',
  'amount_below_limit',
  'authentication_declined',
  'card_brand_not_supported',
  'issuer_declined',
  'no_3ds_liability_shift',
  'provider_declined',
  'rejected_by_routing_rules',
  'risk_declined',
  // The gateway knows the intent: what it does not know is the payment method or the customer that the order names.
  'resource_not_found',
]);

/** Refusals that a repetition may not meet. */
const PASSING = new Set(['frequency_above_limit', 'internal_error', 'provider_unavailable', 'service_unavailable']);

/** What a failed request means. Whatever is not certainly about this order declines nobody. */
export function airwallexFailure(error: unknown): AirwallexFailure {
  if (isRefusal(error) && THIS_ORDER.has(error.code)) return { kind: 'refused', code: error.code };
  return {
    kind: wasNotSent(error) || statusOf(error) === 401 ? 'unreachable' : 'unknown',
    reason: describeFailure(error),
    misconfigured: isMisconfigured(error),
  };
}

const MOST_OF_A_REASON = 200;

/** Names the failure down to the socket's error. */
export const describeFailure = (error: unknown) =>
  (causesOf(error).at(-1)?.message ?? String(error)).slice(0, MOST_OF_A_REASON);

/** The gateway did not carry the request out, for what it says. */
export const isRefusal = (error: unknown): error is AirwallexError =>
  error instanceof AirwallexError && error.status < 500 && ![401, 403, 409, 429].includes(error.status);

/** A request with this id was carried out before, or has begun to be. */
export const isDuplicate = (error: unknown) => isRefusal(error) && error.code === 'duplicate_request';

export const isNotFound = (error: unknown) => isRefusal(error) && error.code === 'resource_not_found';

const statusOf = (error: unknown) => (error instanceof AirwallexError ? error.status : undefined);

const MISCONFIGURED = [GatewayKeyUnavailable, UnexpectedResponse];

/** The account or the request is wrong, and no repetition will help before somebody mends it. */
const isMisconfigured = (error: unknown) =>
  causesOf(error).some((cause) => MISCONFIGURED.some((kind) => cause instanceof kind)) ||
  [401, 403].includes(statusOf(error) ?? 0) ||
  (isRefusal(error) && !PASSING.has(error.code));
