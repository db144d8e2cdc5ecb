import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { producingBy } from '../../functions/platform/kafka-credentials.ts';
import { kafkaTopics } from '../../functions/platform/kafka-partitioner.ts';
import { memoryFolder } from '../../local/ports-and-folders.ts';
import { PUBLISHING_CLIENTS } from '../harness/kafka-clients.ts';
import { serveSecrets, startSecuredKafka } from '../harness/secured-kafka.ts';
import { readAllRecords } from '../harness/topic-records.ts';

const TOPIC = 'orders';
const folder = memoryFolder();
let broker: Awaited<ReturnType<typeof startSecuredKafka>>;
let secrets: Awaited<ReturnType<typeof serveSecrets>>;

beforeAll(async () => {
  broker = await startSecuredKafka(folder);
  const admin = kafkaClient({ KAFKA_BROKERS: broker.plain, KAFKA_AUTH: 'none' }).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 2 }] });
  await admin.disconnect();
});
afterAll(async () => {
  await broker.stop(0);
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  const wrong = { wrongPassword: JSON.stringify({ username: 'chargeonce', password: 'another' }), text: 'no JSON' };
  secrets = await serveSecrets({ ...broker.secrets, ...wrong });
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret-of-a-test');
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', secrets.endpoint);
});
afterEach(() => {
  vi.unstubAllEnvs();
  secrets[Symbol.dispose]();
});

const envOf = (KAFKA_AUTH: 'scram' | 'mtls', own: object = {}) => ({
  ...{
    KAFKA_BROKERS: broker.addresses[KAFKA_AUTH],
    KAFKA_AUTH,
    KAFKA_SECRET: KAFKA_AUTH,
    KAFKA_CA_SECRET: 'authority',
  },
  ...own,
});

describe.each(Object.entries(PUBLISHING_CLIENTS))('speak to self-managed brokers, by %s', (_name, client) => {
  const topicsOf = (env: ReturnType<typeof envOf>) =>
    kafkaTopics({ kafka: producingBy(client.at, env), deadlines: { partitions: 10_000, kafka: 10_000 } });
  const sendTo = (env: ReturnType<typeof envOf>) =>
    topicsOf(env).send({ topic: TOPIC, partition: 1, messages: [{ key: 'k', value: env.KAFKA_AUTH, headers: {} }] });

  it.each(['scram', 'mtls'] as const)('reads partitions and publishes over TLS with %s', async (auth) => {
    expect(await topicsOf(envOf(auth)).partitionOf(TOPIC, '21')).toBeLessThan(2);

    const offset = await sendTo(envOf(auth));

    const plain = kafkaClient({ KAFKA_BROKERS: broker.plain, KAFKA_AUTH: 'none' });
    expect(await readAllRecords(plain, TOPIC)).toContainEqual(
      expect.objectContaining({ partition: 1, offset, value: Buffer.from(auth) }),
    );
    expect(new Set(secrets.asked)).toEqual(new Set([auth, 'authority']));
  });

  it('is refused with a wrong password, and publishes with the next connection once the secret is right', async () => {
    const own = { KAFKA_SECRET: 'wrongPassword' };
    const send = topicsOf(envOf('scram', own)).send;
    const sendOne = () => send({ topic: TOPIC, partition: 0, messages: [{ key: 'k', value: 'v', headers: {} }] });

    await expect(sendOne()).rejects.toThrow(/SASL|authentication/i);
    secrets.replace('wrongPassword', broker.secrets.scram);

    expect(await sendOne()).toBeGreaterThanOrEqual(0);
  });

  it('does not come in without a certificate, nor trust a broker for which nobody vouches', async () => {
    await expect(sendTo(envOf('scram', { KAFKA_BROKERS: broker.addresses.mtls }))).rejects.toThrow();
    await expect(sendTo(envOf('scram', { KAFKA_CA_SECRET: undefined }))).rejects.toThrow(/certificate/);
  });

  it.each([
    ['is not there', 'absent', /absent|ResourceNotFound/],
    ['is no JSON', 'text', /secret text can't be used for KAFKA_AUTH=scram: it needs a JSON object/],
    ['lacks a field', 'authority', /it needs username, password/],
  ])('says so where the secret %s', async (_situation, KAFKA_SECRET, words) => {
    await expect(sendTo(envOf('scram', { KAFKA_SECRET }))).rejects.toThrow(words);
  });
});
