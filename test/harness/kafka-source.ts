import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message } from 'kafkajs';
import { afterEach, inject } from 'vitest';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import type { EventSource } from '../../lambda-local/event-sources/event-source.ts';
import { startKafkaSource } from '../../lambda-local/event-sources/kafka-poller.ts';
import { parseMapping } from '../../lambda-local/event-sources/mapping.ts';
import { onFailureFolder } from '../../lambda-local/event-sources/on-failure.ts';
import type { Invoke } from '../../lambda-local/functions/invocation.ts';
import { testKafkaEnv } from './topics.ts';

export interface KafkaEvent {
  readonly records: Readonly<Record<string, readonly { readonly offset: number; readonly value: string }[]>>;
}

export const cluster = 'arn:aws:kafka:us-east-1:000000000000:cluster/local/1';
const sources: EventSource[] = [];
afterEach(async () => {
  await Promise.all(sources.splice(0).map((source) => source.stop()));
});

interface Options {
  readonly properties?: object;
  readonly folder?: string;
  readonly logged?: string[];
  readonly brokers?: string[];
}

/** Polls the topic for a function until the test ends; failed batches go below the folder. */
export async function pollTopic(
  topic: string,
  invoke: Invoke,
  { properties = {}, folder = aFolder(), logged = [], brokers = [inject('kafkaBrokers')] }: Options = {},
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

/** Sends with a producer of its own. */
export async function send(topic: string, messages: Message[], env = testKafkaEnv()) {
  const producer = kafkaClient(env).producer();
  await producer.connect();
  if (messages.length > 0) await producer.send({ topic, messages });
  await producer.disconnect();
}

/** The committed offset of each partition, -1 where there is none. */
export async function committed(topic: string, env = testKafkaEnv()) {
  const admin = kafkaClient(env).admin();
  await admin.connect();
  try {
    const [offsets] = await admin.fetchOffsets({ groupId: `${topic}.consumer`, topics: [topic] });
    return (offsets?.partitions ?? []).sort((a, b) => a.partition - b.partition).map(({ offset }) => offset);
  } finally {
    await admin.disconnect();
  }
}

export const aFolder = () => mkdtempSync(join(tmpdir(), 'event-source-'));

export const valuesOf = (events: readonly KafkaEvent[]) =>
  events.flatMap(({ records }) =>
    Object.values(records).flatMap((own) => own.map(({ value }) => Buffer.from(value, 'base64').toString())),
  );
