import type { PaymentIdentity } from '../functions/payments/payment-gateway.ts';

/** A payment intent as the gateway holds it, in its own words and units, whatever was asked for. */
export interface HeldIntent {
  readonly id: string;
  /** `succeeded` and `canceled` are facts; everything else may still change. */
  readonly status: string;
  readonly amount: number;
  readonly amount_received: number;
  readonly currency: string;
  /** What of its money differs from the payment's; undefined where nothing does. */
  readonly difference: string | undefined;
  /** Whose it is by its metadata: this payment's, another order's, or nobody's, as one that a person made. */
  readonly owner: 'this' | 'another' | 'nobody';
}

export interface NotAnswered {
  readonly kind: 'not-answered';
  readonly reason: string;
}

export type HeldResponse =
  | { readonly kind: 'held'; readonly intent: HeldIntent }
  /** The gateway knows no intent of this id. */
  | { readonly kind: 'missing' }
  | NotAnswered;

/** The gateway as an operator sees it. It captures nothing, and no call rejects. */
export interface HeldIntents {
  find(intentId: string, payment: PaymentIdentity): Promise<HeldResponse>;
  /** Makes sure that an intent captures nothing any more, unless it has; answers what it is then. */
  cancel(intentId: string, payment: PaymentIdentity): Promise<HeldResponse>;
  /** Every intent that names this order or its event and was created since then, up to now: complete, or not answered. */
  list(
    payment: PaymentIdentity,
    since: Date,
  ): Promise<{ readonly kind: 'listed'; readonly intents: readonly HeldIntent[] } | NotAnswered>;
}
