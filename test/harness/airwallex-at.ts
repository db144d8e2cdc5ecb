import { afterEach } from 'vitest';
import {
  type AirwallexPaymentGatewayOptions,
  airwallexPaymentGateway,
} from '../../functions/payments/airwallex-payment-gateway.ts';
import { fixedKey } from '../../functions/payments/table-guard.ts';
import { serveAirwallex } from './airwallex-server.ts';
import { request } from './gateway-at.ts';

/** The adapter with time limits for a test. */
export const airwallexAt = (
  { url, key }: { readonly url: string; readonly key: string },
  options: Partial<AirwallexPaymentGatewayOptions> = {},
) =>
  airwallexPaymentGateway({
    url,
    key: fixedKey(key),
    now: () => new Date(),
    timeoutMs: 1_000,
    connectTimeoutMs: 250,
    listTimeoutMs: 5_000,
    ...options,
  });

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

type ServerOptions = NonNullable<Parameters<typeof serveAirwallex>[0]>;

/** The adapter and its server, until the test ends. */
export async function openAirwallex(server: ServerOptions = {}, options: Partial<AirwallexPaymentGatewayOptions> = {}) {
  const served = await serveAirwallex(server);
  closers.push(served.close);
  const gateway = airwallexAt(served, options);
  /** A new intent, which may be confirmed. @throws where none is created */
  const create = async (order = request) => {
    const created = await gateway.create(order);
    if (created.kind !== 'created') throw new Error(`not created: ${JSON.stringify(created)}`);
    return created.intentId;
  };
  return { ...served, gateway, create };
}

/** Answers requests to paths with this end like this, and all others as the server does. */
export const answeringTo =
  (end: string, status: number, body: object | string): NonNullable<ServerOptions['around']> =>
  ({ path }, answer) =>
    path.endsWith(end) ? { status, body } : answer();
