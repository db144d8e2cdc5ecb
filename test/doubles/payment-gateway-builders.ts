import { randomUUID } from 'node:crypto';
import type { PaymentRequest } from '../../functions/payments/payment-gateway.ts';

/** The request of an order of its own. */
export function aPaymentRequest(differing: Partial<PaymentRequest> = {}): PaymentRequest {
  const orderId = `ord_${randomUUID()}`;
  return {
    eventId: `${orderId}.order-placed.1`,
    orderId,
    tenant: 'local',
    amount: 1_250,
    currency: 'EUR',
    paymentMethod: 'pm_card_visa',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    ...differing,
  };
}
