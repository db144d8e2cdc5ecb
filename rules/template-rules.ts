import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { AwsStage } from '../lib/stages.ts';
import { resourcesOfType, type Templates } from '../local/assembly.ts';
import { eventSourceRules, wrongFailureModes } from './event-source-rules.ts';
import { kafkaRules, unsafeTopics } from './kafka-rules.ts';
import { unlistedRights } from './listed-rights.ts';
import { be, beLeftOut, brokenSettings, type RequiredSettings } from './required-settings.ts';

const RUNBOOK = join(import.meta.dirname, '../docs/runbook.md');

/** Our own rules. One line for each fault: what, where, and what to do. */
export const templateFaults = (
  templates: Templates,
  stage: AwsStage,
  runbook = readFileSync(RUNBOOK, 'utf8'),
): readonly string[] => [
  ...brokenSettings(templates, [...eventSourceRules, ...kafkaRules, ...tableRules]),
  ...wrongFailureModes(templates),
  ...unsafeTopics(templates, stage),
  ...alarmsWithoutEntry(templates, runbook),
  ...unlistedRights(templates, stage),
];

export const tableRules: readonly RequiredSettings[] = [
  {
    kind: 'table',
    type: 'AWS::DynamoDB::Table',
    rules: [
      ['TimeToLiveSpecification', beLeftOut, 'A claim that expires is a second charge.'],
      ['BillingMode', be('PAY_PER_REQUEST'), 'A table with a ceiling refuses orders.'],
    ],
  },
  {
    kind: 'outbox',
    type: 'AWS::DynamoDB::Table',
    applies: ({ StreamSpecification }) => StreamSpecification !== undefined,
    rules: [
      ['StreamSpecification.StreamViewType', be('NEW_IMAGE'), 'The filter and the event read the new image.'],
      ['PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled', be(true), 'Rows are the history.'],
    ],
  },
  {
    kind: 'retained table',
    type: 'AWS::DynamoDB::Table',
    applies: ({ DeletionPolicy }) => DeletionPolicy === 'Retain',
    rules: [
      ['DeletionProtectionEnabled', be(true), 'A table that outlives its stack must outlive a mistake, too.'],
      ['UpdateReplacePolicy', be('Retain'), 'A replaced table is a lost one.'],
    ],
  },
];

const Alarm = z.object({ AlarmName: z.string(), AlarmDescription: z.string() });
const PARTS = ['Description', 'Investigation', 'Resolution'];

/** Whoever is called must find out what to do. Returns the alarms without a whole entry in the runbook, one line each. */
function alarmsWithoutEntry(templates: Templates, runbook: string): readonly string[] {
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
