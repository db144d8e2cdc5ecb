import type Stripe from 'stripe';
import type { ChargeAnswer, ChargeRequest, PaymentGateway } from './payment-gateway.ts';
import { type StripeClientOptions, stripeClient } from './stripe-client.ts';
import { answerToFailure, describe, refusedIntent } from './stripe-failure.ts';
import { type LookUpOptions, stripeLookUp } from './stripe-look-up.ts';
import { settle } from './stripe-settlement.ts';

export type StripePaymentGatewayOptions = StripeClientOptions & LookUpOptions;

/** The gateway behind Stripe's API, or behind the simulator of it. */
export function stripePaymentGateway(options: StripePaymentGatewayOptions): PaymentGateway {
  const stripe = stripeClient(options);
  return {
    charge: (request) =>
      create(stripe, request).then(
        (created) => conclude(stripe, request, created),
        (error: unknown) => {
          const refused = refusedIntent(error);
          return refused === undefined ? answerToFailure(error, request) : conclude(stripe, request, refused);
        },
      ),
    find: stripeLookUp(stripe, options),
  };
}

const create = (stripe: Stripe, request: ChargeRequest): Promise<unknown> =>
  stripe.paymentIntents.create(
    {
      amount: request.amount,
      currency: request.currency.toLowerCase(),
      payment_method: request.paymentMethod,
      confirm: true,
      off_session: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      metadata: {
        orderId: request.orderId,
        eventId: request.eventId,
        tenant: request.tenant,
        traceparent: request.traceparent,
      },
    },
    { idempotencyKey: request.eventId },
  );

/** From here on the gateway has acted: whatever fails, the outcome is unknown. */
async function conclude(stripe: Stripe, request: ChargeRequest, created: unknown): Promise<ChargeAnswer> {
  try {
    const judgement = await settle(stripe, request, created);
    return judgement.kind === 'open'
      ? { kind: 'unknown', mayHaveCharged: true, reason: `the payment is ${judgement.status}` }
      : judgement;
  } catch (error) {
    return { kind: 'unknown', mayHaveCharged: true, reason: describe(error) };
  }
}
