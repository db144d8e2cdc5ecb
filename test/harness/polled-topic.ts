import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import type { Message } from 'kafkajs';
import { afterEach, inject } from 'vitest';
import type { CloudEvent } from '../../functions/contracts/cloud-event.ts';
import { type QuarantineRecord, quarantinePoison } from '../../functions/platform/decode-event.ts';
import type { FailureMode } from '../../functions/platform/env.ts';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { kafkaHandler } from '../../functions/platform/kafka-handler.ts';
import type { KafkaRecord } from '../../functions/platform/kafka-record.ts';
import type { EventSource } from '../../lambda-local/event-sources/event-source.ts';
import { startKafkaSource } from '../../lambda-local/event-sources/kafka-poller.ts';
import { parseMapping } from '../../lambda-local/event-sources/mapping.ts';
import { onFailureFolder } from '../../lambda-local/event-sources/on-failure.ts';
import type { Invoke } from '../../lambda-local/functions/invocation.ts';
import { returned } from '../doubles/scripted-function.ts';
import { testKafkaEnv } from './test-topics.ts';
import { sendRecords } from './topic-records.ts';

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

export const send = (topic: string, messages: Message[], env = testKafkaEnv()) =>
  sendRecords(kafkaClient(env), topic, messages);

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

export const deliveredValues = (events: readonly KafkaEvent[]) =>
  events.flatMap(({ records }) =>
    Object.values(records).flatMap((own) => own.map(({ value }) => Buffer.from(value, 'base64').toString())),
  );

/** Both modes of a Kafka source: how the function reports failures, and the settings that belong to it. */
export const MODES: readonly (readonly [FailureMode, object])[] = [
  ['throw', {}],
  [
    'report',
    {
      ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 1 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
  ],
];

interface Consumer {
  readonly process: (record: KafkaRecord) => Promise<void>;
  readonly quarantine: QuarantineRecord;
  readonly mode: FailureMode;
}

/** A consumer as it is deployed, behind the local runner's port. */
export function consumerFunction({ process, quarantine, mode }: Consumer): Invoke {
  const handler = kafkaHandler({
    process: quarantinePoison(process, quarantine),
    mode,
    concurrency: 16,
    timePerRecord: 30_000,
  });
  const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
  return async (_name, event) => {
    try {
      return returned(await handler(event, context));
    } catch (error) {
      return { kind: 'failed', error: String(error) };
    }
  };
}

/** Puts records into a topic as they were, without a word about why. */
export const quarantineInto =
  (topic: string): QuarantineRecord =>
  ({ key, value, headers }) =>
    send(topic, [
      { key, value, headers: Object.fromEntries(headers.map((header) => [header.name, header.value ?? ''])) },
    ]);

export const messageOf = ({ key, value, headers }: CloudEvent): Message => ({ key, value, headers: { ...headers } });
