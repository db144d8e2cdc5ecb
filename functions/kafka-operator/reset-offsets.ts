import type { OffsetTarget, ResetOffsetsAnswer, ResetOffsetsRequest } from '../contracts/reset-offsets.ts';
import type { ConsumerGroup } from './consumer-group.ts';
import type { PartitionRange, RecordLog } from './record-log.ts';

export interface ResetOffsetsDeps {
  readonly log: RecordLog;
  readonly groups: ConsumerGroup;
}

/** Sets where a consumer group goes on reading. A group with members is left alone: they would not notice, and commit over it. */
export function resetOffsets({ log, groups }: ResetOffsetsDeps) {
  return async ({ group, topic, to, dryRun }: ResetOffsetsRequest): Promise<ResetOffsetsAnswer> => {
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
