import { createHash } from 'node:crypto';
import type { _Record, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { Checkpoints } from './checkpoints.ts';
import type { DeliveryNotices } from './deliver.ts';
import { parseFilters } from './filter.ts';
import type { Idle } from './idle.ts';
import type { Invoke } from './invoke.ts';
import type { EventSourceMapping } from './mapping.ts';
import type { OnFailure } from './on-failure.ts';
import { trackProgress } from './progress.ts';
import { shardReader } from './shard-reader.ts';
import { type StreamRecord, toStreamRecord } from './stream-event.ts';
import { startStreamLane } from './stream-lane.ts';

export interface ShardDeps {
  readonly mapping: EventSourceMapping;
  readonly streams: DynamoDBStreamsClient;
  readonly streamArn: string;
  readonly invoke: Invoke;
  readonly notices?: DeliveryNotices | undefined;
  readonly onFailure: OnFailure;
  readonly checkpoints: Checkpoints;
  /** Sees each record when it is read, before the filter. */
  readonly onRecord?: (record: StreamRecord['event']) => void;
  readonly now: () => Date;
  readonly log?: (message: string) => void;
  readonly signal: AbortSignal;
  readonly idle: Idle;
}

export interface ShardStart {
  readonly shardId: string;
  readonly start: EventSourceMapping['StartingPosition'];
}

/** Reading stops here until the function has caught up. */
const MOST_UNFINISHED = 2_000;

/** Reads a shard to its end, filters, and deals the records to lanes by item; the checkpoint follows what is done. */
export async function followShard(deps: ShardDeps, { shardId, start }: ShardStart): Promise<void> {
  const { idle } = deps;
  const progress = trackProgress();
  const done = async (records: readonly StreamRecord[]) => {
    const processed = progress.finish(records.map(({ sequenceNumber }) => sequenceNumber));
    if (processed) deps.checkpoints.write(shardId, processed);
  };
  const lanes = Array.from({ length: deps.mapping.ParallelizationFactor ?? 1 }, () =>
    startStreamLane({ ...deps, shardId, done }),
  );
  const deal = dealer({ ...deps, done, seen: progress.read, lanes });
  const read = shardReader({ ...deps, shardId, start }, deps.checkpoints.read(shardId));

  const readOn = async () => {
    for (let page = await read(); page; page = await read()) {
      if (page.length > 0) await deal(page);
      await idle.rest();
      while (progress.unfinished() > MOST_UNFINISHED) await idle.rest();
    }
    while (progress.unfinished() > 0) await idle.rest();
  };
  await Promise.race([readOn(), ...lanes.map(({ ended }) => ended)]);
}

interface DealerDeps extends ShardDeps {
  readonly done: (records: readonly StreamRecord[]) => Promise<void>;
  readonly seen: (sequenceNumber: string) => void;
  readonly lanes: readonly { readonly push: (records: readonly StreamRecord[]) => void }[];
}

function dealer({ mapping, streamArn, onRecord, idle, done, seen, lanes }: DealerDeps) {
  const passes = parseFilters(mapping);
  return async (page: readonly _Record[]) => {
    const dropped: StreamRecord[] = [];
    for (const record of page.map((read) => toStreamRecord(read, streamArn))) {
      onRecord?.(record.event);
      seen(record.sequenceNumber);
      if (passes(record.event)) lanes[laneOf(record, lanes.length)]?.push([record]);
      else dropped.push(record);
    }
    if (dropped.length > 0) await done(dropped);
    idle.busy();
  };
}

const laneOf = ({ key }: StreamRecord, lanes: number) =>
  createHash('sha256').update(key).digest().readUInt32BE() % lanes;
