import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { kafkaCredentials } from '../../functions/platform/kafka-credentials.ts';
import { memoryFolder } from '../../local/ports-and-folders.ts';
import { runApp } from '../../local/run-app.ts';
import { readSettings } from '../../local/settings.ts';
import { ordersClient } from '../harness/orders-client.ts';
import { freePorts } from '../harness/running-app.ts';
import { serveSecrets, startSecuredKafka } from '../harness/secured-kafka.ts';

const folder = memoryFolder();
let broker: Awaited<ReturnType<typeof startSecuredKafka>>;
let secrets: Awaited<ReturnType<typeof serveSecrets>>;

beforeAll(async () => {
  broker = await startSecuredKafka(folder);
  secrets = await serveSecrets(broker.secrets);
});
afterAll(async () => {
  secrets[Symbol.dispose]();
  await broker.stop(0);
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** The whole system on brokers that it reaches in this way only. */
async function startedApp(auth: 'scram' | 'mtls') {
  const environment = {
    ...{ KAFKA_AUTH: auth, KAFKA_SECRET: auth, KAFKA_CA_SECRET: 'authority' },
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
  };
  const brokers = broker.addresses[auth];
  const ports = Object.entries(await freePorts()).map(([name, port]) => [name, String(port)] as const);
  const env = { ...Object.fromEntries(ports), CHARGEONCE_DATA_DIR: join(folder, `data-${auth}`) };
  const settings = { ...readSettings(env), brokers };
  const credentials = await kafkaCredentials({ KAFKA_BROKERS: brokers, ...environment }, async (name) =>
    name === 'authority' ? broker.secrets.authority : broker.secrets[auth],
  )();
  const app = await runApp({
    ...{ settings, fresh: true, inMemory: true, inspect: undefined, watch: false, notify: () => {}, log: () => {} },
    kafka: { server: theBroker(), copies: 1, access: { environment, credentials } },
  });
  return { app, orders: ordersClient(settings) };
}

const theBroker = () => ({
  pid: () => broker.pid,
  state: () => 'up' as const,
  kill: () => {},
  hold: () => () => {},
  pause: () => () => {},
  stop: async () => {},
});

describe('the whole system on self-managed brokers', () => {
  it.each([
    ['scram', 'kafkajs'],
    ['mtls', 'platformatic'],
  ] as const)('takes orders to PAID over TLS with %s, published by %s', async (auth, client) => {
    vi.stubEnv('KAFKA_CLIENT', client);
    const { app, orders } = await startedApp(auth);
    try {
      const placed = [await orders.place(), await orders.place()];

      for (const orderId of placed) {
        await orders.waitForStatus(orderId, 'PAID', 60_000);
        expect(await orders.captures(orderId)).toHaveLength(1);
      }
      expect(secrets.asked).toEqual(expect.arrayContaining([auth, 'authority']));
    } finally {
      await app.stop();
    }
  });
});
