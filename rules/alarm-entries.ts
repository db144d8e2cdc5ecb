import * as z from 'zod/mini';
import { resourcesOfType, type Templates } from '../local/assembly.ts';

const Alarm = z.object({ AlarmName: z.string(), AlarmDescription: z.string() });
const PARTS = ['Description', 'Investigation', 'Resolution'];

/** Whoever is called must find out what to do. Returns the alarms without a whole entry in the runbook, one line each. */
export function alarmsWithoutEntry(templates: Templates, runbook: string): readonly string[] {
  const entries = new Map(runbook.split(/^## /m).map((entry) => [entry.split('\n')[0] ?? '', entry]));
  return ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']
    .flatMap((type) => resourcesOfType(templates, type))
    .flatMap(({ Properties }) => {
      const { AlarmName, AlarmDescription } = Alarm.parse(Properties);
      const heading = AlarmDescription.split('docs/runbook.md#')[1] ?? '';
      const entry = entries.get(heading) ?? '';
      const named = heading !== '' && AlarmName.endsWith(`-${heading}`);
      const whole = PARTS.every((part) => entry.includes(`\n### ${part}\n`));
      return named && whole
        ? []
        : [`${AlarmName} has no entry "${heading}" in docs/runbook.md with ${PARTS.join(', ')}`];
    });
}
