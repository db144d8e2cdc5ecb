import * as z from 'zod/mini';
import { CONSUMER_NAMES } from '../../../functions/contracts/events.ts';
import { CONSUMER_METRICS, EFFECT_METRICS, METRICS } from '../../../functions/contracts/metrics.ts';
import { type Resource, read, refersTo, type StageResources } from '../resources.ts';
import { HOURS_PER_MONTH, measured, type Usage } from '../usage.ts';
import { serviceName } from './invocations.ts';

const DAYS_PER_MONTH = HOURS_PER_MONTH / 24;
const LogGroup = z.object({
  RetentionInDays: z.optional(z.number()),
  LogGroupClass: z._default(z.enum(['STANDARD', 'INFREQUENT_ACCESS']), 'STANDARD'),
});

interface Writing {
  /** What names the log group. */
  readonly writer: Resource;
  readonly stage: StageResources;
  readonly what: string;
  /** Bytes a month. */
  readonly always?: number;
  /** Bytes. */
  readonly perOrder?: number;
}

/** What is written to a log group, and kept there for as long as the group is set to. */
export function logUsage({ writer, stage, what, always = 0, perOrder = 0 }: Writing): Usage[] {
  const group = stage.find(
    (other) =>
      other.type === 'AWS::Logs::LogGroup' && other.stack === writer.stack && refersTo(writer.properties, other),
  );
  if (group === undefined) throw new Error('writes logs to a group that is in no template: how long are they kept?');
  const { RetentionInDays: days, LogGroupClass } = read(LogGroup, group);
  return loggedUsage({ what, always, perOrder, days, isStandard: LogGroupClass === 'STANDARD' });
}

interface Logged extends Pick<Writing, 'what' | 'always' | 'perOrder'> {
  /** For how long it is kept; undefined: for ever. */
  readonly days: number | undefined;
  readonly isStandard?: boolean;
}

export function loggedUsage({ what, always = 0, perOrder = 0, days, isStandard = true }: Logged): Usage[] {
  const stored = measured('log/compressed') / 1e9;
  const kept = `${what}, kept`;
  return [
    {
      what,
      price: isStandard ? 'log-ingest' : 'log-ingest-infrequent',
      always: always / 1e9,
      perOrder: perOrder / 1e9,
    },
    days === undefined
      ? { what: `${kept} for ever`, price: 'log-storage', perOrderKept: perOrder * stored }
      : {
          what: kept,
          price: 'log-storage',
          always: (always * stored * days) / DAYS_PER_MONTH,
          perOrder: (perOrder * stored * days) / DAYS_PER_MONTH,
        },
  ];
}

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

const BY_SERVICE: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(CONSUMER_NAMES.map((name) => [name, CONSUMER_METRICS])),
  ...METRICS,
};

const Repeating = z.object({
  Environment: z.object({ Variables: z.looseObject({ EFFECTS_TABLE: z.optional(z.unknown()) }) }),
});

/** The names of the metrics that a function writes. One that is in no contract repeats effects where it has their table. */
export function metricsOf(resource: Resource): readonly string[] {
  const known = BY_SERVICE[serviceName(resource)];
  if (known !== undefined) return known;
  return read(Repeating, resource).Environment.Variables.EFFECTS_TABLE === undefined ? [] : EFFECT_METRICS;
}
