import { randomUUID } from 'node:crypto';
import type { CreationRequest } from '../../functions/payment-gateway-simulator/creation-request.ts';
import type { PaymentIntent } from '../../functions/payment-gateway-simulator/payment-intent.ts';
import type { ChargeRequest } from '../../functions/payment-processor/payment-gateway.ts';

/** A charge of an order of its own, placed now. */
export function aChargeRequest(differing: Partial<ChargeRequest> = {}): ChargeRequest {
  const orderId = `ord_${randomUUID()}`;
  return {
    eventId: `${orderId}.order-placed.1`,
    orderId,
    tenant: 'local',
    amount: 1_250,
    currency: 'EUR',
    paymentMethod: 'pm_card_visa',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    placedAt: new Date().toISOString(),
    ...differing,
  };
}

export function aCreationRequest(differing: Partial<CreationRequest> = {}): CreationRequest {
  return {
    key: 'ord_1.order-placed.1',
    fingerprint: 'f1',
    amount: 1_250,
    currency: 'eur',
    paymentMethod: 'pm_card_visa',
    metadata: { orderId: 'ord_1' },
    ...differing,
  };
}

export function aPaymentIntent(differing: Partial<PaymentIntent> = {}): PaymentIntent {
  return {
    id: 'pi_000000001a',
    object: 'payment_intent',
    amount: 1_250,
    amount_received: 1_250,
    currency: 'eur',
    status: 'succeeded',
    created: 1,
    payment_method: 'pm_card_visa',
    metadata: { orderId: 'ord_1' },
    last_payment_error: null,
    ...differing,
  };
}
