/** What one order's charge is found and judged by. */
export interface ChargeIdentity {
  /** The idempotency key. */
  readonly eventId: string;
  readonly orderId: string;
  /** Integer minor units. */
  readonly amount: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
  readonly placedAt: string;
}

/** One order's charge. All of it comes from the event, so that a repetition is identical. */
export interface ChargeRequest extends ChargeIdentity {
  readonly tenant: string;
  readonly paymentMethod: string;
  readonly traceparent: string;
}

/** What the gateway says about one charge. */
export type ChargeAnswer =
  | { readonly kind: 'captured'; readonly reference: string }
  | { readonly kind: 'declined'; readonly reference: string | null; readonly code: string }
  /** The gateway holds something that contradicts the request, or that never became final: a person must look. */
  | { readonly kind: 'contradiction'; readonly reference: string; readonly reason: string }
  /** `mayHaveCharged` is false only where this request certainly did nothing. */
  | { readonly kind: 'unknown'; readonly mayHaveCharged: boolean; readonly reason: string };

/** `not-found` never permits a charge: an earlier request may still be under way. */
export type LookUpAnswer = ChargeAnswer | { readonly kind: 'not-found' };

/** Takes the money. Neither call ever throws. */
export interface PaymentGateway {
  /** Charges with `eventId` as the idempotency key. */
  charge(request: ChargeRequest): Promise<ChargeAnswer>;
  /** Looks for the charge among everything since the order was placed. Never charges. */
  find(charge: ChargeIdentity): Promise<LookUpAnswer>;
}
