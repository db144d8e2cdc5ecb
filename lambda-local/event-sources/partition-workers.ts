import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaMessage } from 'kafkajs';
import type { Invoke } from '../functions/invocation.ts';
import { batchQueue } from './batch-queue.ts';
import { type DeliveryNotices, deliver, kafkaRest } from './deliver.ts';
import { orStopped } from './event-source.ts';
import { bytesOf, type FetchedRecord, kafkaBatchInfo, kafkaEvent, writtenAt } from './kafka-event.ts';
import { batchingWindowMs, type EventSourceMapping } from './mapping.ts';
import type { OnFailure } from './on-failure.ts';

export interface PartitionWorkerDeps {
  readonly mapping: EventSourceMapping;
  readonly brokers: readonly string[];
  readonly invoke: Invoke;
  readonly notices?: DeliveryNotices | undefined;
  readonly onFailure: OnFailure;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** What one fetch brought from one partition. */
export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
  /** Commits everything up to this offset, itself included. */
  readonly commit: (offset: number) => Promise<void>;
  /** Aborted when the group has taken the partition away: what isn't done will be fetched again. */
  readonly lost: AbortController;
}

interface Fetch extends FetchedPartition {
  unfinished: number;
  readonly finished: PromiseWithResolvers<undefined>;
}

class PartitionLostError extends Error {}

/** Delivers each partition's records by themselves: in order, one invocation at a time, whatever the others wait for. */
export function startPartitionWorkers(deps: PartitionWorkerDeps) {
  const workers = new Map<string, ReturnType<typeof startPartitionWorker>>();
  const refused = Promise.withResolvers<never>();

  const start = (name: string) => {
    const worker = startPartitionWorker(deps);
    worker.ended.catch(refused.reject);
    workers.set(name, worker);
    return worker;
  };

  /** Resolves when every message is processed and committed. */
  const process = (fetched: FetchedPartition): Promise<void> => {
    const name = nameOf(fetched);
    return (workers.get(name) ?? start(name)).process(fetched);
  };
  return { process, ended: refused.promise };
}

function startPartitionWorker(deps: PartitionWorkerDeps) {
  const { mapping, signal } = deps;
  const limits = { records: mapping.BatchSize, windowMs: batchingWindowMs(mapping), bytesOf };
  const { push, take } = batchQueue<FetchedRecord<Fetch>>(limits, signal);

  const run = async () => {
    for (;;) {
      const batch = (await take()).filter(isHeld);
      await deliverBatch(deps, batch).catch((error: unknown) => fetchAgain(batch, error));
    }
  };

  const process = async (fetched: FetchedPartition): Promise<void> => {
    const fetch = { ...fetched, unfinished: fetched.messages.length, finished: Promise.withResolvers<undefined>() };
    push(fetched.messages.map((message) => toRecord(fetch, message)));
    await orStopped(fetch.finished.promise, fetched.lost.signal);
  };
  return { process, ended: run() };
}

const nameOf = ({ topic, partition }: FetchedPartition) => `${topic}-${partition}`;

const isHeld = ({ fetchedBy }: FetchedRecord<Fetch>) => !fetchedBy.lost.signal.aborted;

const toRecord = (fetchedBy: Fetch, message: KafkaMessage): FetchedRecord<Fetch> => ({
  topic: fetchedBy.topic,
  partition: fetchedBy.partition,
  partitionName: nameOf(fetchedBy),
  offset: Number(message.offset),
  message,
  fetchedBy,
});

function deliverBatch(
  { mapping, brokers, invoke, notices, onFailure, now, signal }: PartitionWorkerDeps,
  batch: FetchedRecord<Fetch>[],
) {
  const toEvent = (records: readonly FetchedRecord[]) => kafkaEvent(mapping, brokers, records);
  return deliver<FetchedRecord<Fetch>>({
    mapping,
    invoke: (records) => orStopped(invoke(mapping.FunctionName, toEvent(records)), signal),
    restOf: kafkaRest,
    writtenAt,
    done: commit,
    discard: ({ records, ...discarded }) =>
      onFailure({
        mapping,
        discarded,
        shard: records[0]?.partitionName ?? '',
        batchInfo: kafkaBatchInfo(mapping, brokers, records),
        event: toEvent(records),
      }),
    wait: async (milliseconds) => {
      await sleep(milliseconds, undefined, { signal });
      if (!batch.every(isHeld)) throw new PartitionLostError();
    },
    notices,
    now,
  })(batch);
}

async function commit(records: readonly FetchedRecord<Fetch>[]) {
  for (const [fetch, own] of Map.groupBy(records, ({ fetchedBy }) => fetchedBy)) {
    if (fetch.lost.signal.aborted) throw new PartitionLostError();
    await fetch.commit(Math.max(...own.map(({ offset }) => offset))).catch((cause: unknown) => {
      throw new PartitionLostError('The commit failed', { cause });
    });
    fetch.unfinished -= own.length;
    if (fetch.unfinished === 0) fetch.finished.resolve(undefined);
  }
}

/** Lets the consumer fetch again what was not committed. Any other error ends the source. */
function fetchAgain(batch: readonly FetchedRecord<Fetch>[], error: unknown) {
  if (!(error instanceof PartitionLostError)) throw error;
  for (const { fetchedBy } of batch) fetchedBy.lost.abort(error.cause ?? error);
}
