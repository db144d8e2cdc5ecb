import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { startKafkaBroker } from '../../local/kafka-broker.ts';
import { freePort, memoryFolder } from '../../local/ports-and-folders.ts';
import { returned, scriptedFunction } from '../doubles/scripted-function.ts';
import { committed, deliveredValues, type KafkaEvent, pollTopic, send } from '../harness/polled-topic.ts';
import type { testKafkaEnv } from '../harness/test-topics.ts';
import { waitFor } from '../harness/wait-for.ts';

describe('polling a topic whose broker is stopped and started', () => {
  it('goes on by itself where it was, also with an invocation that ran meanwhile', { timeout: 300_000 }, async () => {
    const folder = memoryFolder();
    const [port, controllerPort] = [await freePort(), await freePort()];
    const options = { dataDir: join(folder, 'kafka'), port, controllerPort, logFile: join(folder, 'kafka.log') };
    let broker = await startKafkaBroker(options);
    const env = { KAFKA_BROKERS: broker.brokers, KAFKA_AUTH: 'none' as const };
    const topic = await createTopic(env);
    const running = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const worker = scriptedFunction<KafkaEvent>(async (event) => {
      if (!deliveredValues([event]).includes('during')) return returned();
      running.resolve();
      await release.promise;
      return returned();
    });
    const source = await pollTopic(topic, worker.invoke, { brokers: [broker.brokers] });
    await send(topic, [{ value: 'before' }], env);
    await waitFor(() => worker.events.length, { within: 10_000, what: 'the first message' });
    await send(topic, [{ value: 'during' }], env);
    await running.promise;

    await broker.stop(0);
    release.resolve();
    broker = await startKafkaBroker(options);
    await send(topic, [{ value: 'after' }], env);

    await waitFor(() => deliveredValues(worker.events).includes('after'), { within: 30_000, what: 'the last message' });
    await waitFor(async () => (await committed(topic, env))[0] === '3', { within: 30_000, what: 'the last commit' });
    await source.stop();
    await broker.stop(0);
    await rm(folder, { recursive: true });
  });
});

async function createTopic(env: ReturnType<typeof testKafkaEnv>) {
  const admin = kafkaClient(env).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'orders', numPartitions: 1, replicationFactor: 1 }] });
  await admin.disconnect();
  return 'orders';
}
