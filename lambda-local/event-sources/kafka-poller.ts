import { setTimeout as sleep } from 'node:timers/promises';
import { type EachBatchPayload, Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import { calmKafkaTimers, readZstandard } from '../../functions/platform/kafkajs-repairs.ts';
import { type EventSource, orStopped, startEventSource } from './event-source.ts';
import { batchingWindowMs } from './mapping.ts';
import { type FetchedPartition, type PartitionWorkerDeps, startPartitionWorkers } from './partition-workers.ts';

/** How brokers are reached that do not speak plain text. */
export type KafkaAuthentication = Pick<KafkaConfig, 'ssl' | 'sasl'>;

export interface KafkaSourceDeps extends Omit<PartitionWorkerDeps, 'signal'> {
  readonly authentication?: KafkaAuthentication;
  readonly log: (message: string) => void;
}

/** The shortest session that a broker accepts by default: as long a killed predecessor's partitions stay taken. */
const SESSION_MS = 6_000;
const HEARTBEAT_MS = 1_000;
const RECONNECT_MS = 500;
const EVERY_PARTITION = 1_000;
const HAND_OVER_MS = 500;

calmKafkaTimers();
readZstandard();

/** Consumes a topic as Lambda's event source mapping does; resolves when it has joined its consumer group. */
export async function startKafkaSource(deps: KafkaSourceDeps): Promise<EventSource> {
  const joined = Promise.withResolvers<undefined>();
  const source = startEventSource((signal) => {
    const workers = startPartitionWorkers({ ...deps, signal });
    return Promise.race([
      workers.ended,
      consumeForEver({ ...deps, signal, process: workers.process, onJoin: () => joined.resolve(undefined) }),
    ]);
  });
  await Promise.race([joined.promise, source.ended]);
  return source;
}

interface ConsumeDeps extends KafkaSourceDeps {
  readonly process: (fetched: FetchedPartition) => Promise<void>;
  readonly onJoin: () => void;
  readonly signal: AbortSignal;
}

/**
 * A consumer that gives up, as when the broker is away, is followed by a new one. Only the second in a row that does is
 * logged: a broker that has just started may not know its groups yet.
 */
async function consumeForEver(deps: ConsumeDeps) {
  let endings = 0;
  const onJoin = () => {
    endings = 0;
    deps.onJoin();
  };
  for (;;) {
    const reason = await consume({ ...deps, onJoin }).catch(String);
    deps.signal.throwIfAborted();
    endings += 1;
    if (endings > 1) deps.log(`${deps.mapping.id}: the Kafka consumer ended and is started again: ${reason}`);
    await sleep(RECONNECT_MS, undefined, { signal: deps.signal });
  }
}

async function consume({ mapping, process, onJoin, signal, ...reached }: ConsumeDeps) {
  const crash = Promise.withResolvers<string>();
  const consumer = createConsumer(mapping, reached);
  const timeoutMs = batchingWindowMs(mapping) + HAND_OVER_MS;
  let membership = new AbortController();
  consumer.on('consumer.group_join', () => {
    membership.abort(new Error('The group has shared its partitions out anew'));
    membership = new AbortController();
    onJoin();
  });
  consumer.on('consumer.crash', ({ payload }) => crash.resolve(payload.error.message));
  try {
    await consumer.connect();
    const fromBeginning = mapping.StartingPosition === 'TRIM_HORIZON';
    await consumer.subscribe({ topics: [...(mapping.Topics ?? [])], fromBeginning });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: EVERY_PARTITION,
      eachBatch: (payload) =>
        withoutHoldingUp(payload, timeoutMs, () =>
          processPartition(payload, { process, signal: AbortSignal.any([signal, membership.signal]) }),
        ),
    });
    return await orStopped(crash.promise, signal);
  } finally {
    membership.abort(new Error('The consumer has ended'));
    await consumer.disconnect();
  }
}

const createConsumer = (
  { id, AmazonManagedKafkaEventSourceConfig: config }: ConsumeDeps['mapping'],
  { brokers, authentication }: Pick<ConsumeDeps, 'brokers' | 'authentication'>,
) =>
  new Kafka({
    ...{ clientId: `event-source-${id}`, brokers: [...brokers], logLevel: logLevel.NOTHING },
    ...authentication,
  }).consumer({
    groupId: config?.ConsumerGroupId ?? id,
    sessionTimeout: SESSION_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxWaitTimeInMs: 1_000,
    allowAutoTopicCreation: false,
    // Five seconds and more: so long a broker that has just started may load its groups' coordinator on a slow machine.
    retry: { retries: 8, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: async () => false },
  });

/**
 * kafkajs fetches nothing more from a broker until all that its last fetch brought is processed. A partition that takes
 * longer than the timeout is therefore paused, and processed beside the others, until its messages are done or lost.
 */
async function withoutHoldingUp({ pause }: EachBatchPayload, timeoutMs: number, work: () => Promise<void>) {
  const timeout = new AbortController();
  const processed = work();
  const isDone = await Promise.race([
    processed.then(() => true),
    sleep(timeoutMs, false, { signal: timeout.signal }),
  ]).finally(() => timeout.abort());
  if (isDone) return;
  const resume = pause();
  // What is lost was not resolved: it is fetched again.
  processed.catch(() => {}).finally(resume);
}

/** Keeps the partition by heartbeats until the function has had its messages, however long that takes. */
async function processPartition(
  { batch, heartbeat, resolveOffset, commitOffsetsIfNecessary }: EachBatchPayload,
  { process, signal }: Pick<ConsumeDeps, 'process' | 'signal'>,
) {
  const { topic, partition, messages } = batch;
  const lost = new AbortController();
  const abandon = () => lost.abort(signal.reason);
  signal.addEventListener('abort', abandon);
  const heart = setInterval(() => heartbeat().catch((error: unknown) => lost.abort(error)), HEARTBEAT_MS);
  const commit = async (offset: number) => {
    const partitions = [{ partition, offset: String(offset + 1) }];
    await commitOffsetsIfNecessary({ topics: [{ topic, partitions }] });
    resolveOffset(String(offset));
  };
  try {
    await process({ topic, partition, messages, lost, commit });
  } finally {
    clearInterval(heart);
    signal.removeEventListener('abort', abandon);
  }
}
