import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message } from 'kafkajs';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import type { EventSource } from '../../local/event-sources/event-source.ts';
import type { Invoke } from '../../local/event-sources/invoke.ts';
import { startKafkaSource } from '../../local/event-sources/kafka-source.ts';
import { parseMapping } from '../../local/event-sources/mapping.ts';
import { onFailureFolder } from '../../local/event-sources/on-failure.ts';
import { freePort } from '../../local/free-port.ts';
import { startKafkaBroker } from '../../local/kafka-broker.ts';
import { memoryFolder } from '../../local/memory-folder.ts';
import { failed, returned, scriptedFunction } from '../doubles/scripted-function.ts';
import { createTestTopic, testKafkaEnv } from '../harness/topics.ts';
import { waitFor } from '../harness/wait-for.ts';

interface KafkaEvent {
  readonly records: Readonly<Record<string, readonly { readonly offset: number; readonly value: string }[]>>;
}

const cluster = 'arn:aws:kafka:us-east-1:000000000000:cluster/local/1';
const sources: EventSource[] = [];
afterEach(async () => {
  await Promise.all(sources.splice(0).map((source) => source.stop()));
});

// Unless another page is named, the quotes are from the AWS Lambda Developer Guide, "Using Lambda with Amazon MSK".
describe('polling a real topic', () => {
  // The form is the example event's. That key and value are left out where they are null, and that header bytes are
  // signed, is inferred from issues of Powertools for AWS Lambda.
  it("gives the event in Lambda's form", async () => {
    const topic = await createTestTopic({ partitions: 1 });
    const headers = { ce_id: 'an-id', trail: ['é', 'b'] };
    await send(topic, [{ key: 'a-key', value: 'a-value', timestamp: '1700000000000', headers }, { value: null }]);
    const worker = scriptedFunction<KafkaEvent>(() => returned());

    await start(topic, worker.invoke);

    await waitFor(() => worker.events.length, { within: 10_000, what: 'the event' });
    expect(worker.events[0]).toEqual({
      eventSource: 'aws:kafka',
      eventSourceArn: cluster,
      bootstrapServers: inject('kafkaBrokers'),
      records: {
        [`${topic}-0`]: [
          {
            topic,
            partition: 0,
            offset: 0,
            timestamp: 1_700_000_000_000,
            timestampType: 'CREATE_TIME',
            key: Buffer.from('a-key').toString('base64'),
            value: Buffer.from('a-value').toString('base64'),
            headers: [{ ce_id: [97, 110, 45, 105, 100] }, { trail: [-61, -87] }, { trail: [98] }],
          },
          { topic, partition: 0, offset: 1, timestamp: expect.any(Number), timestampType: 'CREATE_TIME', headers: [] },
        ],
      },
    });
  });

  // "Lambda reads messages sequentially for each Kafka topic partition. A single Lambda payload can contain messages from
  // multiple partitions."
  it('gives what several partitions have ready in one batch, one invocation at a time', async () => {
    const topic = await createTestTopic({ partitions: 3 });
    await send(
      topic,
      [0, 1, 2].map((partition) => ({ value: `p${partition}`, partition })),
    );
    let running = 0;
    let most = 0;
    const worker = scriptedFunction<KafkaEvent>(async () => {
      running += 1;
      most = Math.max(most, running);
      await send(topic, worker.events.length < 4 ? [{ value: 'more' }] : []);
      running -= 1;
      return returned();
    });

    await start(topic, worker.invoke);

    await waitFor(() => valuesOf(worker.events).length === 6, { within: 10_000, what: 'all messages' });
    expect(new Set(Object.keys(worker.events[0]?.records ?? {}))).toEqual(
      new Set([0, 1, 2].map((n) => `${topic}-${n}`)),
    );
    expect(most).toBe(1);
  });

  // "After Lambda processes each batch, it commits the offsets of the messages in that batch."
  it('commits a batch only after the function had it, and gives it again to a successor otherwise', async () => {
    const topic = await createTestTopic({ partitions: 1 });
    await send(topic, [{ value: '1' }]);
    const hanging = scriptedFunction<KafkaEvent>(() => new Promise(() => undefined));
    const first = await start(topic, hanging.invoke);
    await waitFor(() => hanging.events.length, { within: 10_000, what: 'the invocation' });
    expect(await committed(topic)).toEqual(['-1']);

    await first.stop();
    const worker = scriptedFunction<KafkaEvent>(() => returned());
    await start(topic, worker.invoke);

    await waitFor(async () => (await committed(topic))[0] === '1', { within: 10_000, what: 'the commit' });
    expect(valuesOf(worker.events)).toEqual(['1']);
  });

  // "if you specify a consumer group ID, and Kafka finds a valid existing consumer group with the same ID, Lambda ignores the
  // StartingPosition for your event source mapping." (Customizable consumer group ID in Lambda)
  it('goes on from the committed offset whatever the starting position', async () => {
    const topic = await createTestTopic({ partitions: 1 });
    await send(topic, [{ value: '1' }]);
    const first = await start(topic, async () => returned());
    await waitFor(async () => (await committed(topic))[0] === '1', { within: 10_000, what: 'the commit' });
    await first.stop();
    await send(topic, [{ value: '2' }]);

    const worker = scriptedFunction<KafkaEvent>(() => returned());
    await start(topic, worker.invoke, { StartingPosition: 'LATEST' });

    await waitFor(() => worker.events.length, { within: 10_000, what: 'the second message' });
    expect(valuesOf(worker.events)).toEqual(['2']);
  });

  // "If your function returns an error for any of the messages in a batch, Lambda retries the whole batch of messages until
  // processing succeeds or the messages expire."
  it('gives a failing batch again until it succeeds, with nothing committed meanwhile', async () => {
    const topic = await createTestTopic({ partitions: 1 });
    await send(topic, [{ value: '1' }, { value: '2' }]);
    const commits: string[][] = [];
    const worker = scriptedFunction<KafkaEvent>(async (_event, call) => {
      commits.push(await committed(topic));
      return call < 3 ? failed : returned();
    });

    await start(topic, worker.invoke);

    await waitFor(async () => (await committed(topic))[0] === '2', { within: 10_000, what: 'the commit' });
    expect(worker.events.map((event) => valuesOf([event]))).toEqual([
      ['1', '2'],
      ['1', '2'],
      ['1', '2'],
    ]);
    expect(commits).toEqual([['-1'], ['-1'], ['-1']]);
  });

  // "the handler returns identifiers only for the failed messages, allowing Lambda to retry just those specific items"
  // (Configuring error handling controls for Kafka event sources); that a partition goes on at its lowest failed offset is
  // inferred
  it('goes on at the lowest failed offset of each partition in provisioned mode', async () => {
    const topic = await createTestTopic({ partitions: 2 });
    await send(
      topic,
      ['a0', 'a1', 'a2'].map((value) => ({ value, partition: 0 })),
    );
    await send(
      topic,
      ['b0'].map((value) => ({ value, partition: 1 })),
    );
    const itemIdentifier = { partition: `${topic}-0`, offset: 1 };
    const worker = scriptedFunction<KafkaEvent>((event) =>
      valuesOf([event]).includes('a0') ? returned({ batchItemFailures: [{ itemIdentifier }] }) : returned(),
    );

    await start(topic, worker.invoke, { ...provisioned, FunctionResponseTypes: ['ReportBatchItemFailures'] });

    await waitFor(async () => (await committed(topic)).join() === '3,1', { within: 10_000, what: 'the commits' });
    expect(worker.events.map((event) => valuesOf([event]).sort())).toEqual([
      ['a0', 'a1', 'a2', 'b0'],
      ['a1', 'a2'],
    ]);
  });

  // "You can send records that fail all retry attempts to an on-failure destination for later processing."
  it('puts a batch whose retries are exhausted to the on-failure destination and passes on', async () => {
    const topic = await createTestTopic({ partitions: 1 });
    const folder = aFolder();
    await send(topic, [{ value: 'poison' }]);
    const DestinationConfig = { OnFailure: { Destination: 'arn:aws:s3:::discarded' } };

    await start(topic, async () => failed, { ...provisioned, MaximumRetryAttempts: 1, DestinationConfig }, folder);

    await waitFor(async () => (await committed(topic))[0] === '1', { within: 10_000, what: 'the commit' });
    const [file = ''] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /T\d/.test(name));
    expect(file).toMatch(new RegExp(`^discarded/aws/lambda/Mapping/${topic}-0/\\d{4}/\\d\\d/\\d\\d/`));
    expect(JSON.parse(readFileSync(join(folder, file), 'utf8'))).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      KafkaBatchInfo: {
        batchSize: 1,
        recordsInfo: { [`${topic}-0`]: { firstRecordOffset: '0', lastRecordOffset: '0' } },
      },
      payload: expect.stringContaining(Buffer.from('poison').toString('base64')),
    });
  });

  it('keeps its partitions while an invocation takes longer than the session of its consumer group', {
    timeout: 40_000,
  }, async () => {
    const topic = await createTestTopic({ partitions: 1 });
    await send(topic, [{ value: '1' }]);
    const release = Promise.withResolvers<void>();
    const logged: string[] = [];
    const worker = scriptedFunction<KafkaEvent>(async () => {
      await release.promise;
      return returned();
    });
    await start(topic, worker.invoke, {}, aFolder(), logged);
    await waitFor(() => worker.events.length, { within: 10_000, what: 'the invocation' });

    const begun = Date.now();
    await waitFor(() => Date.now() - begun > 8_000, { within: 10_000, what: 'the session to be over' });
    release.resolve();

    await waitFor(async () => (await committed(topic))[0] === '1', { within: 10_000, what: 'the commit' });
    expect(worker.events).toHaveLength(1);
    expect(logged).toEqual([]);
  });
});

describe('polling a topic whose broker is stopped and started', () => {
  it('goes on by itself where it was, also with an invocation that ran meanwhile', { timeout: 90_000 }, async () => {
    const folder = memoryFolder();
    const [port, controllerPort] = [await freePort(), await freePort()];
    const options = { dataDir: join(folder, 'kafka'), port, controllerPort, logFile: join(folder, 'kafka.log') };
    let broker = await startKafkaBroker(options);
    const env = { KAFKA_BROKERS: broker.brokers, KAFKA_AUTH: 'none' as const };
    const topic = await createTopic(env);
    const running = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const worker = scriptedFunction<KafkaEvent>(async (event) => {
      if (!valuesOf([event]).includes('during')) return returned();
      running.resolve();
      await release.promise;
      return returned();
    });
    await start(topic, worker.invoke, {}, aFolder(), [], [broker.brokers]);
    await send(topic, [{ value: 'before' }], env);
    await waitFor(() => worker.events.length, { within: 10_000, what: 'the first message' });
    await send(topic, [{ value: 'during' }], env);
    await running.promise;

    await broker.stop(0);
    release.resolve();
    broker = await startKafkaBroker(options);
    await send(topic, [{ value: 'after' }], env);

    await waitFor(() => valuesOf(worker.events).includes('after'), { within: 30_000, what: 'the last message' });
    await waitFor(async () => (await committed(topic, env))[0] === '3', { within: 30_000, what: 'the last commit' });
    await sources.splice(0)[0]?.stop();
    await broker.stop(0);
    await rm(folder, { recursive: true });
  });
});

const provisioned = { ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 1 } };

async function start(
  topic: string,
  invoke: Invoke,
  properties: object = {},
  folder = aFolder(),
  logged: string[] = [],
  brokers = [inject('kafkaBrokers')],
) {
  const mapping = parseMapping('Mapping', {
    FunctionName: 'Consumer',
    EventSourceArn: cluster,
    StartingPosition: 'TRIM_HORIZON',
    MaximumBatchingWindowInSeconds: 0,
    Topics: [topic],
    AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: `${topic}.consumer` },
    ...properties,
  });
  const now = () => new Date();
  const onFailure = onFailureFolder({ folder, now });
  const source = await startKafkaSource({ mapping, brokers, invoke, onFailure, now, log: (line) => logged.push(line) });
  sources.push(source);
  return source;
}

async function send(topic: string, messages: Message[], env = testKafkaEnv()) {
  const producer = kafkaClient(env).producer();
  await producer.connect();
  if (messages.length > 0) await producer.send({ topic, messages });
  await producer.disconnect();
}

async function createTopic(env: ReturnType<typeof testKafkaEnv>) {
  const admin = kafkaClient(env).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'orders', numPartitions: 1, replicationFactor: 1 }] });
  await admin.disconnect();
  return 'orders';
}

/** The committed offset of each partition, -1 where there is none. */
async function committed(topic: string, env = testKafkaEnv()) {
  const admin = kafkaClient(env).admin();
  await admin.connect();
  try {
    const [offsets] = await admin.fetchOffsets({ groupId: `${topic}.consumer`, topics: [topic] });
    return (offsets?.partitions ?? []).sort((a, b) => a.partition - b.partition).map(({ offset }) => offset);
  } finally {
    await admin.disconnect();
  }
}

const aFolder = () => mkdtempSync(join(tmpdir(), 'event-source-'));

const valuesOf = (events: readonly KafkaEvent[]) =>
  events.flatMap(({ records }) =>
    Object.values(records).flatMap((own) => own.map(({ value }) => Buffer.from(value, 'base64').toString())),
  );
