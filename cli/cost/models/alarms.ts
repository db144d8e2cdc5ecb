import * as z from 'zod/mini';
import { type Resource, read } from '../resources.ts';
import type { Usage } from '../usage.ts';

const Alarm = z.object({
  Period: z.optional(z.number()),
  Metrics: z._default(z.array(z.object({ MetricStat: z.optional(z.object({ Period: z.optional(z.number()) })) })), []),
});
const FAST_SECONDS = 60;

/** An alarm is paid for each metric that it watches, and thrice for those looked at more often than each minute. */
export function alarmUsage(alarm: Resource): Usage[] {
  const { Period, Metrics } = read(Alarm, alarm);
  const stats = Metrics.flatMap(({ MetricStat }) => MetricStat ?? []);
  const periods = [Period, ...stats.map((stat) => stat.Period)].filter((period) => period !== undefined);
  const fast = periods.some((period) => period < FAST_SECONDS);
  return [{ what: 'alarm', price: fast ? 'fast-alarm' : 'alarm', always: Math.max(1, stats.length) }];
}
