import type {
  ConsumerLagRequest,
  ConsumerLagResponse,
  OffsetTarget,
  ResetOffsetsRequest,
  ResetOffsetsResponse,
} from '../contracts/operator-request.ts';
import type { PartitionRange, RecordLog } from './record-log.ts';

/** How far a consumer group is, as its broker keeps it. */
export interface ConsumerGroup {
  /** How many consumers it has now. */
  members(group: string): Promise<number>;
  /** By partition, what it will read next; partitions where it never committed are missing. */
  committed(group: string, topic: string): Promise<ReadonlyMap<number, number>>;
  /** Sets what it will read next; the broker refuses while the group has members, and then the answer is false. */
  commit(group: string, topic: string, offsets: ReadonlyMap<number, number>): Promise<boolean>;
}

export interface MeasureLagDeps {
  readonly log: RecordLog;
  readonly groups: ConsumerGroup;
}

/** Reports how far a group is behind the end of its topic; changes nothing. */
export function measureLag({ log, groups }: MeasureLagDeps) {
  return async ({ group, topic }: ConsumerLagRequest): Promise<ConsumerLagResponse> => {
    const members = await groups.members(group);
    // The ends are read last, so that a lag may be reported too large by what came in between, and never too small.
    const committed = await groups.committed(group, topic);
    const ranges = await log.ranges(topic);
    return {
      members,
      partitions: ranges.map(({ partition, low, end }) => {
        const next = committed.get(partition) ?? null;
        return { partition, committed: next, end, lag: Math.max(0, end - Math.max(next ?? low, low)) };
      }),
    };
  };
}

export interface ResetOffsetsDeps {
  readonly log: RecordLog;
  readonly groups: ConsumerGroup;
}

/** Sets where a consumer group goes on reading. A group with members is left alone: they would not notice, and commit over it. */
export function resetOffsets({ log, groups }: ResetOffsetsDeps) {
  return async ({ group, topic, to, dryRun }: ResetOffsetsRequest): Promise<ResetOffsetsResponse> => {
    const [ranges, committed] = [await log.ranges(topic), await groups.committed(group, topic)];
    const targets = await targetsOf(log, { topic, to, ranges });
    const partitions = [...targets].map(([partition, offset]) => ({
      partition,
      from: committed.get(partition) ?? null,
      to: offset,
    }));
    const outside = [...targets].find(([partition, offset]) => !holds(ranges, partition, offset));
    if (outside) return { refused: `${topic}-${outside[0]} has no offset ${outside[1]}`, partitions };
    if (dryRun) return { refused: null, partitions };

    const members = await groups.members(group);
    if (members > 0) return { refused: `${group} has ${members} members: stop them first`, partitions };
    const isSet = await groups.commit(group, topic, targets);
    return { refused: isSet ? null : `${group} got members meanwhile: stop them first`, partitions };
  };
}

const holds = (ranges: readonly PartitionRange[], partition: number, offset: number) =>
  ranges.some((range) => range.partition === partition && offset >= range.low && offset <= range.end);

interface Target {
  readonly topic: string;
  readonly to: OffsetTarget;
  readonly ranges: readonly PartitionRange[];
}

async function targetsOf(log: RecordLog, { topic, to, ranges }: Target): Promise<ReadonlyMap<number, number>> {
  if (to === 'earliest') return new Map(ranges.map(({ partition, low }) => [partition, low]));
  if (to === 'latest') return new Map(ranges.map(({ partition, end }) => [partition, end]));
  if ('timestamp' in to) return log.offsetsFrom(topic, new Date(to.timestamp));
  return new Map(to.offsets.map(({ partition, offset }) => [partition, offset]));
}
