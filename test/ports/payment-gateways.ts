import type { PaymentGateway, PaymentRequest } from '../../functions/payments/payment-gateway.ts';
import { inMemoryPaymentGateway } from '../doubles/in-memory-payment-gateway.ts';
import { aPaymentRequest } from '../doubles/payment-builders.ts';
import { airwallexAt } from '../harness/airwallex-at.ts';
import { serveAirwallex } from '../harness/airwallex-server.ts';
import { gatewayAt } from '../harness/gateway-at.ts';
import { serveSimulatedGateway } from '../harness/simulated-gateway.ts';

interface OpenGateway {
  readonly gateway: PaymentGateway;
  /** How often the payment of an event was captured. */
  readonly captures: (eventId: string) => Promise<number> | number;
  readonly close: () => void;
  /** What intents are named like, and in which words they are refused: each gateway has its own. */
  readonly words?: GatewayWords;
}

interface GatewayWords {
  readonly intentId: RegExp;
  readonly declined: string;
  /** What comes of a payment method that is not there, once the intent is to be created and confirmed. */
  readonly unknownMethod: { readonly kind: 'refused' | 'declined'; readonly code: string };
}

const STRIPES_WORDS: GatewayWords = {
  intentId: /^pi_/,
  declined: 'generic_decline',
  unknownMethod: { kind: 'refused', code: 'resource_missing' },
};

const AIRWALLEXS_WORDS: GatewayWords = {
  intentId: /^int_/,
  declined: 'issuer_declined',
  unknownMethod: { kind: 'declined', code: 'resource_not_found' },
};

export type PaymentGatewaySubject = ReturnType<typeof withPayments>;

/** Every kind of payment gateway, by its name. */
export const paymentGateways: Readonly<Record<string, () => Promise<PaymentGatewaySubject>>> = {
  'in memory': async () => withPayments({ ...inMemoryPaymentGateway(), close: () => undefined }),
  'Stripe adapter against the simulator': async () => {
    const simulator = await serveSimulatedGateway();
    const gateway = gatewayAt(simulator.url, { key: simulator.key, timeoutMs: 1_000 });
    return withPayments({ ...simulator, gateway });
  },
  'Airwallex adapter against a server of its API': async () => {
    const server = await serveAirwallex();
    return withPayments({ ...server, gateway: airwallexAt(server), words: AIRWALLEXS_WORDS });
  },
};

function withPayments({ gateway, captures, close, words = STRIPES_WORDS }: OpenGateway) {
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
  return { gateway, captures, close, words, create, confirmed };
}
