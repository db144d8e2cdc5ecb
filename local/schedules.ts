import type { Invoke } from '../lambda-local/functions/invocation.ts';
import type { App } from './app-model.ts';
import { RULE } from './resource-types.ts';

interface SchedulesOptions {
  readonly app: Pick<App, 'of'>;
  readonly invoke: Invoke;
}

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Invokes what the template's rules name, for the first time one period after the start, as EventBridge does. */
export function startSchedules({ app, invoke }: SchedulesOptions) {
  const timers = app.of(RULE).flatMap(({ name, settings: { ScheduleExpression, Targets } }) => {
    if (ScheduleExpression === undefined) return [];
    return Targets.map(({ Arn, Input }) => {
      const event = () => (Input === undefined ? scheduledEvent(name, new Date()) : parseInput(Input));
      return setInterval(() => void invoke(Arn, event()), periodOf(ScheduleExpression));
    });
  });
  return {
    stop() {
      for (const timer of timers) clearInterval(timer);
    },
  };
}

/** `rate(5 minutes)` in milliseconds. */
function periodOf(expression: string): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  return Number(count) * (UNIT_MS[unit] ?? Number.NaN);
}

const parseInput = (json: string): unknown => JSON.parse(json);

const scheduledEvent = (rule: string, at: Date) => ({
  version: '0',
  id: crypto.randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '000000000000',
  time: at.toISOString(),
  region: 'us-east-1',
  resources: [`arn:aws:events:us-east-1:000000000000:rule/${rule}`],
  detail: {},
});
