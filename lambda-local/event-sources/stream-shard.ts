import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import type { Invoke } from '../functions/invocation.ts';
import { batchQueue } from './batch-queue.ts';
import type { Checkpoints } from './checkpoints.ts';
import { type DeliveryNotices, deliver, streamRest } from './deliver.ts';
import { type Idle, orStopped } from './event-source.ts';
import { parseFilters } from './filter.ts';
import { batchingWindowMs, type EventSourceMapping } from './mapping.ts';
import type { OnFailure } from './on-failure.ts';
import { shardReader } from './shard-reader.ts';
import { type ShardRecord, streamBatchInfo, streamEvent, toShardRecord } from './stream-event.ts';
import type { StreamsApi } from './streams-api.ts';

export interface ShardDeps {
  readonly mapping: EventSourceMapping;
  readonly streams: StreamsApi;
  readonly streamArn: string;
  readonly invoke: Invoke;
  readonly notices?: DeliveryNotices | undefined;
  readonly onFailure: OnFailure;
  readonly checkpoints: Checkpoints;
  /** Sees each record when it is read, before the filter. */
  readonly onRecord?: (record: ShardRecord['event']) => void;
  readonly now: () => Date;
  readonly log?: (message: string) => void;
  readonly signal: AbortSignal;
  readonly idle: Idle;
}

interface ShardStart {
  readonly shardId: string;
  readonly start: EventSourceMapping['StartingPosition'];
}

/** Reading stops here until the function has caught up. */
const MOST_UNFINISHED = 2_000;

/** Reads a shard to its end, filters, and deals the records to workers by item; the checkpoint follows what is done. */
export async function followShard(deps: ShardDeps, { shardId, start }: ShardStart): Promise<void> {
  const { idle } = deps;
  const progress = trackProgress();
  const done = async (records: readonly ShardRecord[]) => {
    const processed = progress.finish(records.map(({ sequenceNumber }) => sequenceNumber));
    if (processed) deps.checkpoints.write(shardId, processed);
  };
  const workers = Array.from({ length: deps.mapping.ParallelizationFactor ?? 1 }, () =>
    startStreamWorker({ ...deps, shardId, done }),
  );
  const deal = dealer({ ...deps, done, seen: progress.read, workers });
  const read = shardReader({ ...deps, shardId, start }, deps.checkpoints.read(shardId));

  const readOn = async () => {
    for (let page = await read(); page; page = await read()) {
      if (page.length > 0) await deal(page);
      await idle.rest();
      while (progress.unfinished() > MOST_UNFINISHED) await idle.rest();
    }
    while (progress.unfinished() > 0) await idle.rest();
  };
  await Promise.race([readOn(), ...workers.map(({ ended }) => ended)]);
}

interface DealerDeps extends ShardDeps {
  readonly done: (records: readonly ShardRecord[]) => Promise<void>;
  readonly seen: (sequenceNumber: string) => void;
  readonly workers: readonly { readonly push: (records: readonly ShardRecord[]) => void }[];
}

function dealer({ mapping, streamArn, onRecord, idle, done, seen, workers }: DealerDeps) {
  const passes = parseFilters(mapping);
  return async (page: readonly _Record[]) => {
    const dropped: ShardRecord[] = [];
    for (const record of page.map((read) => toShardRecord(read, streamArn))) {
      onRecord?.(record.event);
      seen(record.sequenceNumber);
      if (passes(record.event)) workers[workerOf(record, workers.length)]?.push([record]);
      else dropped.push(record);
    }
    if (dropped.length > 0) await done(dropped);
    // What nobody waits for, such as a publisher's own receipts, is no reason to look again soon.
    if (dropped.length < page.length) idle.busy();
  };
}

const workerOf = ({ key }: ShardRecord, workers: number) =>
  createHash('sha256').update(key).digest().readUInt32BE() % workers;

interface StreamWorkerDeps {
  readonly mapping: EventSourceMapping;
  readonly shardId: string;
  readonly invoke: Invoke;
  readonly notices?: DeliveryNotices | undefined;
  readonly onFailure: OnFailure;
  readonly done: (records: readonly ShardRecord[]) => Promise<void>;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** Delivers its records in order, one batch at a time: a failing batch blocks its worker and no other. */
function startStreamWorker({ mapping, shardId, invoke, notices, onFailure, done, now, signal }: StreamWorkerDeps) {
  const limits = { records: mapping.BatchSize, windowMs: batchingWindowMs(mapping), bytesOf };
  const { push, take } = batchQueue<ShardRecord>(limits, signal);
  const deliverBatch = deliver<ShardRecord>({
    mapping,
    invoke: (records) => orStopped(invoke(mapping.FunctionName, streamEvent(records)), signal),
    restOf: streamRest,
    writtenAt,
    done,
    discard: ({ records, ...discarded }) =>
      onFailure({
        mapping,
        discarded,
        shard: shardId,
        batchInfo: streamBatchInfo(records, shardId),
        event: streamEvent(records),
      }),
    wait: (milliseconds) => sleep(milliseconds, undefined, { signal }),
    notices,
    now,
  });
  const run = async () => {
    for (;;) await deliverBatch(await take());
  };
  return { push, ended: run() };
}

const bytesOf = ({ bytes }: ShardRecord) => bytes;

// DynamoDB Local cuts the time to the minute; counted from that minute's end no record is given up too early.
const writtenAt = ({ createdAt }: ShardRecord) => new Date(createdAt.getTime() + 60_000);

/** Follows which of the records read so far are done, in whatever order parallel workers finish them. */
export function trackProgress() {
  const open: string[] = [];
  const done = new Set<string>();
  return {
    read: (sequenceNumber: string) => void open.push(sequenceNumber),
    /** The sequence number up to which everything is done now, if that has moved. */
    finish(sequenceNumbers: readonly string[]): string | undefined {
      for (const sequenceNumber of sequenceNumbers) done.add(sequenceNumber);
      const firstOpen = open.findIndex((sequenceNumber) => !done.has(sequenceNumber));
      const finished = open.splice(0, firstOpen < 0 ? open.length : firstOpen);
      for (const sequenceNumber of finished) done.delete(sequenceNumber);
      return finished.at(-1);
    },
    unfinished: () => open.length,
  };
}
