import * as z from 'zod/mini';
import { type Resource, read, type StageResources } from '../resources.ts';
import { HOURS_PER_MONTH, type Usage } from '../usage.ts';
import { invocationsOf } from './duration.ts';

const Schedule = z.object({ ScheduleExpression: z.string() });
const HOURS = { minute: 1 / 60, hour: 1, day: 24 };
const RATE = /^rate\((?<count>\d+) (?<unit>minute|hour|day)s?\)$/;
const Groups = z.object({ count: z.coerce.number(), unit: z.enum(['minute', 'hour', 'day']) });

export function runsPerMonth(rule: Resource): number {
  const expression = read(Schedule, rule).ScheduleExpression;
  const { success, data } = z.safeParse(Groups, RATE.exec(expression)?.groups);
  if (!success) throw new Error(`has a schedule that the cost model can't count: ${expression}`);
  return HOURS_PER_MONTH / (data.count * HOURS[data.unit]);
}

export const isSchedule = ({ properties }: Resource) => properties['EventPattern'] === undefined;

/** A schedule is paid for its runs, and a rule on the gateway's own bus for what the gateway reports there. */
export const ruleUsage = (rule: Resource, stage: StageResources): Usage[] => [
  isSchedule(rule)
    ? { what: 'schedule', price: 'scheduled-event', always: runsPerMonth(rule) }
    : { what: 'events of the gateway', price: 'partner-event', perOrder: invocationsOf('gateway-webhook', stage) },
];
