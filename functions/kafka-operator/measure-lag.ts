import type { ConsumerLagAnswer, ConsumerLagRequest } from '../contracts/consumer-lag.ts';
import type { ConsumerGroup } from './consumer-group.ts';
import type { RecordLog } from './record-log.ts';

export interface MeasureLagDeps {
  readonly log: RecordLog;
  readonly groups: ConsumerGroup;
}

/** Tells how far a group is behind the end of its topic; changes nothing. */
export function measureLag({ log, groups }: MeasureLagDeps) {
  return async ({ group, topic }: ConsumerLagRequest): Promise<ConsumerLagAnswer> => {
    const members = await groups.members(group);
    // The ends are read last, so that a lag may be told too large by what came in between, and never too small.
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
