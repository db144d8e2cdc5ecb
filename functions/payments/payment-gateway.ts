/** One order's payment, as it is asked for at the gateway. All of it comes from the event, so that a repetition is identical. */
export interface PaymentRequest extends PaymentIdentity {
  readonly tenant: string;
  readonly paymentMethod: string;
  /** The customer that a saved payment method belongs to. */
  readonly gatewayCustomer?: string | undefined;
}

/** What a payment intent is recognised and checked by. */
export interface PaymentIdentity {
  /** The idempotency key of the creation. */
  readonly eventId: string;
  readonly orderId: string;
  /** Integer minor units of ISO 4217. */
  readonly amount: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
  /** Of the order's request; for logs. */
  readonly traceparent: string;
}

/** What has become of a payment intent. Only `succeeded` and `canceled` are facts; everything else may still change. */
export type IntentState =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'canceled' }
  /** Waits to be confirmed. */
  | { readonly kind: 'open' }
  /** The card was refused, or the customer would have to act: it could still be confirmed until it is canceled. */
  | { readonly kind: 'declined'; readonly code: string }
  | { readonly kind: 'processing' };

/** Why a call says nothing about the payment. */
export type NoResponse = Unknown | Unreachable;

/** It may have been carried out, or may be later. */
export interface Unknown extends Explanation {
  readonly kind: 'unknown';
}

/** Nothing was sent, or nobody is let in with this key. */
export interface Unreachable extends Explanation {
  readonly kind: 'unreachable';
}

interface Explanation {
  readonly reason: string;
  /** Refused for what concerns our account or our request, never this order: an operator must act. */
  readonly misconfigured: boolean;
}

/** The gateway holds something else than was asked for, or has lost what it gave: a person must look. */
export interface Contradiction {
  readonly kind: 'contradiction';
  readonly reason: string;
}

export type CreateResponse =
  | { readonly kind: 'created'; readonly intentId: string }
  | (Contradiction & { readonly intentId: string })
  /** Refused for this order's own reasons; there is no intent. */
  | { readonly kind: 'refused'; readonly code: string }
  /** No such request can be built: it will fail whoever sends it. */
  | { readonly kind: 'unbuildable'; readonly reason: string }
  | NoResponse;

/** Whether a payment was given back. The gateway gives back no more than it has captured, whatever it is asked. */
export type RefundResponse =
  /** The whole amount is on its way to the customer, by this refund or by earlier ones. */
  { readonly kind: 'refunded' } | Contradiction | NoResponse;

export type IntentResponse = IntentState | Contradiction | NoResponse;

/** An intent in a list; `other` is whatever can't capture this payment as it was asked for. */
export interface ListedIntent {
  readonly intentId: string;
  readonly state: IntentState | Contradiction;
}

export type ListResponse = { readonly kind: 'listed'; readonly intents: readonly ListedIntent[] } | NoResponse;

/**
 * Takes the money in two steps: `create` makes an intent that captures nothing, `confirm` lets that one intent capture at most once.
 * No call ever rejects.
 */
export interface PaymentGateway {
  /** Creates an unconfirmed intent under the key `eventId`; again, it answers the same one for as long as the key is remembered. */
  create(request: PaymentRequest): Promise<CreateResponse>;
  confirm(intentId: string, payment: PaymentIdentity): Promise<IntentResponse>;
  retrieve(intentId: string, payment: PaymentIdentity): Promise<IntentResponse>;
  /** Makes sure that an intent captures nothing any more, unless it has. */
  cancel(intentId: string, payment: PaymentIdentity): Promise<IntentResponse>;
  /** Gives back whatever is left of what an intent has captured. */
  refund(intentId: string, payment: PaymentIdentity): Promise<RefundResponse>;
  /** Every intent of this payment since then. Complete, and as long as the account's traffic: for restored rows alone. */
  list(payment: PaymentIdentity, since: Date): Promise<ListResponse>;
}
