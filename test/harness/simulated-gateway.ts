import { randomUUID } from 'node:crypto';
import type { ChargeLedger } from '../../functions/payment-gateway-simulator/charge-ledger.ts';
import { gatewayRoutes } from '../../functions/payment-gateway-simulator/simulator-routes.ts';
import { inMemoryChargeLedger } from '../doubles/in-memory-charge-ledger.ts';
import { serveRoute } from './http-server.ts';

/** The simulator behind a socket. A hanging answer never comes, a slow one comes at once. */
export async function serveSimulatedGateway({
  basePath = '',
  ledger = inMemoryChargeLedger(),
  keyWindowSeconds = 86_400,
  key = `sk_test_${randomUUID()}`,
  port = 0,
} = {}) {
  const route = gatewayRoutes({
    ledger,
    gatewayKey: key,
    keyWindowSeconds,
    now: () => new Date(),
    newToken: randomUUID,
    wait: (milliseconds) => (milliseconds > 5_000 ? new Promise(() => undefined) : Promise.resolve()),
  });
  const server = await serveRoute(route, { basePath, port });
  return { ...server, key, captures: (eventId: string) => capturesOf(ledger, eventId) };
}

async function capturesOf(ledger: ChargeLedger, eventId: string): Promise<number> {
  const { intents } = await ledger.listIntents({ limit: 10_000, createdFrom: 0 });
  return intents.filter(({ status, metadata }) => status === 'succeeded' && metadata['eventId'] === eventId).length;
}
