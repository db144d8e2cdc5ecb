import type { Socket } from 'node:net';
import { afterEach } from 'vitest';
import { fixedKey } from '../../functions/payment-processor/gateway-key.ts';
import { stripePaymentGateway } from '../../functions/payment-processor/stripe-payment-gateway.ts';
import { serveRaw } from './raw-server.ts';
import { serveSimulatedGateway } from './simulated-gateway.ts';

export const gatewayAt = (url: string, { key = 'sk_test_planted', lookUpBudgetMs = 5_000 } = {}) =>
  stripePaymentGateway({ url, key: fixedKey(key), timeoutMs: 500, clockErrorSeconds: 1, lookUpBudgetMs });

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
