import type { Socket } from 'node:net';
import { afterEach } from 'vitest';
import {
  type StripePaymentGatewayOptions,
  stripePaymentGateway,
} from '../../functions/payments/stripe-payment-gateway.ts';
import { fixedKey } from '../../functions/payments/table-guard.ts';
import { aPaymentRequest } from '../doubles/payment-builders.ts';
import { rawResponse, serveRaw } from './raw-server.ts';
import { serveSimulatedGateway } from './simulated-gateway.ts';

/** The adapter with time limits for a test. */
export const gatewayAt = (url: string, { key = 'sk_test_planted', ...options }: AdapterOptions = {}) =>
  stripePaymentGateway({
    url,
    key: fixedKey(key),
    timeoutMs: 500,
    connectTimeoutMs: 250,
    listTimeoutMs: 5_000,
    ...options,
  });

interface AdapterOptions extends Partial<Omit<StripePaymentGatewayOptions, 'key' | 'url'>> {
  readonly key?: string;
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A gateway that treats each request like this, until the test ends. */
export async function serveGateway(onRequest: (socket: Socket) => void) {
  const server = await serveRaw(onRequest);
  closers.push(server.close);
  return server;
}

/** The simulator, until the test ends. */
export async function serveSimulator(options: Parameters<typeof serveSimulatedGateway>[0] = {}) {
  const gateway = await serveSimulatedGateway(options);
  closers.push(gateway.close);
  return gateway;
}

/** The payment of each call. */
export const request = aPaymentRequest();

/** What each call answers at a gateway that treats each request like this. */
export async function callsAt(onRequest: (socket: Socket) => void) {
  const { address, requests } = await serveGateway(onRequest);
  const gateway = gatewayAt(`http://${address}`);
  const responses = [
    await gateway.create(request),
    await gateway.confirm('pi_1', request),
    await gateway.retrieve('pi_1', request),
    await gateway.cancel('pi_1', request),
    await gateway.refund('pi_1', request),
    await gateway.list(request, new Date(0)),
  ];
  return { responses, requests };
}

/** Treats a request with this status and Stripe error. */
export const answering = (status: number, error: object) => (socket: Socket) =>
  socket.end(
    rawResponse(status, JSON.stringify({ error: { type: 'invalid_request_error', message: 'No.', ...error } })),
  );
