import { rmSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { kafkaPartitioner } from '../../functions/platform/kafka-partitioner.ts';
import { kafkaProducer } from '../../functions/platform/kafka-producer.ts';
import { memoryFolder } from '../../local/ports-and-folders.ts';
import { anEventEntry } from '../doubles/record-builders.ts';
import { PUBLISHING_CLIENTS } from '../harness/kafka-clients.ts';
import { ourPublisher } from '../harness/publisher-load.ts';
import { readAllRecords } from '../harness/topic-records.ts';
import { waitFor } from '../harness/wait-for.ts';
import { startIamKafka } from './iam-kafka.ts';

const [TOPIC, REGION, SECRET] = ['orders', 'eu-central-1', 'secret-of-a-test'];
const folder = memoryFolder();
const certificates = getCACertificates('default');
let broker: Awaited<ReturnType<typeof startIamKafka>>;

beforeAll(async () => {
  // kafkajs renews a session 10 s before its end, brokers no sooner than 1 s after its beginning.
  broker = await startIamKafka({ folder, region: REGION, secret: SECRET, sessionMs: 11_500 });
  const admin = kafkaClient({ KAFKA_BROKERS: broker.plain, KAFKA_AUTH: 'none' }).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 2 }] });
  await admin.disconnect();
});
afterAll(async () => {
  await broker.stop(0);
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  setDefaultCACertificates([...certificates, broker.certificate]);
  vi.stubEnv('AWS_REGION', REGION);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET);
  vi.stubEnv('AWS_SESSION_TOKEN', "FQoGZXIvYXdzE+/=tok!'()*");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  setDefaultCACertificates(certificates);
});

const byIam = () => ({ KAFKA_BROKERS: broker.iam, KAFKA_AUTH: 'iam' }) as const;

describe.each(Object.entries(PUBLISHING_CLIENTS))(
  'speak to brokers that verify IAM tokens over TLS, by %s',
  (_name, client) => {
    /** As a function has it, in this environment. */
    const aClient = () => client.at(byIam());
    const sendWith = (kafka = aClient()) =>
      kafkaProducer({ kafka, deadline: 10_000 })({
        topic: TOPIC,
        partition: 1,
        messages: [{ key: 'k', value: 'v', headers: {} }],
      });

    it('connects, reads partitions, publishes and reads with a valid token', async () => {
      const kafka = aClient();

      expect(await kafkaPartitioner({ kafka, deadline: 10_000 })(TOPIC, '21')).toBeLessThan(2);
      const offset = await sendWith(kafka);

      expect(await readAllRecords(kafkaClient(byIam()), TOPIC)).toContainEqual(
        expect.objectContaining({ partition: 1, offset, value: Buffer.from('v') }),
      );
    });

    it.each([
      ['of another secret', { AWS_SECRET_ACCESS_KEY: 'another' }, 'signature'],
      ['for another region', { AWS_REGION: 'us-east-1' }, 'region'],
    ])('is refused with a token %s, and says so', async (_situation, environment, reason) => {
      for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);

      await expect(sendWith()).rejects.toThrow(refusal(reason));
      await expect(kafkaPartitioner({ kafka: aClient(), deadline: 10_000 })(TOPIC, '21')).rejects.toThrow(
        refusal(reason),
      );
    });

    it.each([
      ['expired', -3_600_000, 'expired'],
      ['from the future', 3_600_000, 'from the future'],
    ])('is refused with a token that is %s, and says so', async (_situation, milliseconds, reason) => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds });

      await expect(sendWith()).rejects.toThrow(refusal(reason));
    });

    it('crash point 5: reports the first event of a batch while it is refused, and publishes all of it later', async () => {
      const publish = ourPublisher(aClient(), TOPIC);
      const batch = [anEventEntry(1), anEventEntry(2), anEventEntry(3)];
      const acknowledged: string[] = [];
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'another');

      expect(await publish(batch, (eventId) => acknowledged.push(eventId))).toBe(batch[0]);
      expect(acknowledged).toEqual([]);
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET);

      expect(await publish(batch, (eventId) => acknowledged.push(eventId))).toBeUndefined();
      expect(new Set(acknowledged)).toEqual(new Set(batch.map(({ event }) => event.id)));
      expect(acknowledged).toHaveLength(batch.length);
    });

    it('is refused when its session must be renewed and the role may no longer connect', async () => {
      const send = kafkaProducer({ kafka: aClient(), deadline: 10_000 });
      const sendOne = () => send({ topic: TOPIC, partition: 0, messages: [{ key: 'k', value: 'v', headers: {} }] });
      const begun = await sendOne();
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'another');

      const failure = await waitFor(() => sendOne().then(() => undefined, String), {
        within: 20_000,
        what: 'the end of the session',
      });

      expect(failure).toMatch(refusal('signature'));
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET);
      expect(await sendOne()).toBeGreaterThan(begun);
    });

    it('does not trust a broker whose certificate nobody vouches for, and calls that no refusal', async () => {
      setDefaultCACertificates(certificates);

      await expect(sendWith()).rejects.toThrow(/certificate/);
    });

    it('calls a broker that closes the connection no refusal', async () => {
      const withoutTls = client.at({ KAFKA_BROKERS: broker.iam, KAFKA_AUTH: 'none' });

      await expect(sendWith(withoutTls)).rejects.toThrow(/^(?!.*refused the IAM)/);
    });
  },
);

const refusal = (reason: string) =>
  new RegExp(`Kafka refused the IAM authentication at ${broker.iam} .*${reason}.*kafka-cluster:Connect`);
