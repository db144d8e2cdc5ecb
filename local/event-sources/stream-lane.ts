import { setTimeout as sleep } from 'node:timers/promises';
import { batchQueue } from './batch-queue.ts';
import { type DeliveryNotices, deliver } from './deliver.ts';
import { orStopped } from './event-source.ts';
import { streamRest } from './failures.ts';
import type { Invoke } from './invoke.ts';
import { batchingWindowMs, type EventSourceMapping } from './mapping.ts';
import type { OnFailure } from './on-failure.ts';
import { type StreamRecord, streamBatchInfo, streamEvent } from './stream-event.ts';

export interface StreamLaneDeps {
  readonly mapping: EventSourceMapping;
  readonly shardId: string;
  readonly invoke: Invoke;
  readonly notices?: DeliveryNotices | undefined;
  readonly onFailure: OnFailure;
  readonly done: (records: readonly StreamRecord[]) => Promise<void>;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** Delivers its records in order, one batch at a time: a failing batch blocks its lane and no other. */
export function startStreamLane({ mapping, shardId, invoke, notices, onFailure, done, now, signal }: StreamLaneDeps) {
  const limits = { records: mapping.BatchSize, windowMs: batchingWindowMs(mapping), bytesOf };
  const { push, take } = batchQueue<StreamRecord>(limits, signal);
  const deliverBatch = deliver<StreamRecord>({
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

const bytesOf = ({ bytes }: StreamRecord) => bytes;

// DynamoDB Local cuts the time to the minute; counted from that minute's end no record is given up too early.
const writtenAt = ({ createdAt }: StreamRecord) => new Date(createdAt.getTime() + 60_000);
