import type { PaymentGateway, PaymentRequest } from '../../functions/payments/payment-gateway.ts';
import { inMemoryPaymentGateway } from '../doubles/in-memory-payment-gateway.ts';
import { aPaymentRequest } from '../doubles/payment-builders.ts';
import { gatewayAt } from '../harness/gateway-at.ts';
import { serveSimulatedGateway } from '../harness/simulated-gateway.ts';

interface OpenGateway {
  readonly gateway: PaymentGateway;
  /** How often the payment of an event was captured. */
  readonly captures: (eventId: string) => Promise<number> | number;
  readonly close: () => void;
}

export type PaymentGatewaySubject = ReturnType<typeof withPayments>;

/** Every kind of payment gateway, by its name. */
export const paymentGateways: Readonly<Record<string, () => Promise<PaymentGatewaySubject>>> = {
  'in memory': async () => withPayments({ ...inMemoryPaymentGateway(), close: () => undefined }),
  'Stripe adapter against the simulator': async () => {
    const simulator = await serveSimulatedGateway();
    const gateway = gatewayAt(simulator.url, { key: simulator.key, timeoutMs: 1_000 });
    return withPayments({ ...simulator, gateway });
  },
};

function withPayments({ gateway, captures, close }: OpenGateway) {
  /** The id of the request's intent. @throws where none is created */
  const create = async (request: PaymentRequest) => {
    const created = await gateway.create(request);
    if (created.kind !== 'created') throw new Error(`not created: ${JSON.stringify(created)}`);
    return created.intentId;
  };
  /** A new payment whose intent is confirmed once, and the response to that. */
  const confirmed = async (paymentMethod: string) => {
    const request = aPaymentRequest({ paymentMethod });
    const intentId = await create(request);
    return { request, intentId, response: await gateway.confirm(intentId, request) };
  };
  return { gateway, captures, close, create, confirmed };
}
