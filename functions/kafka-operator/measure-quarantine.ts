import type { QuarantineDepthAnswer, QuarantineDepthRequest } from '../contracts/quarantine-depth.ts';
import type { RecordLog } from './record-log.ts';

/** Counts the records of quarantine topics by their offsets; reads none of them, and changes nothing. */
export function measureQuarantine({ log }: { readonly log: Pick<RecordLog, 'ranges'> }) {
  return async ({ topics }: QuarantineDepthRequest): Promise<QuarantineDepthAnswer> => {
    const byTopic: Record<string, number> = {};
    for (const topic of topics) {
      const ranges = await log.ranges(topic);
      byTopic[topic] = ranges.reduce((records, { low, end }) => records + end - low, 0);
    }
    return { records: Object.values(byTopic).reduce((sum, records) => sum + records, 0), byTopic };
  };
}
