import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsStage } from '../lib/stages.ts';
import type { Templates } from '../local/assembly.ts';
import { alarmsWithoutEntry } from './alarm-entries.ts';
import { wrongFailureModes } from './failure-modes.ts';
import { unsafeTopics } from './topic-settings.ts';
import { unlistedRights } from './unlisted-rights.ts';

const RUNBOOK = join(import.meta.dirname, '../docs/runbook.md');

/** The rules that are beyond cfn-guard, since they compare resources with each other or with a page. One line for each fault. */
export const templateFaults = (
  templates: Templates,
  stage: AwsStage,
  runbook = readFileSync(RUNBOOK, 'utf8'),
): readonly string[] => [
  ...wrongFailureModes(templates),
  ...unsafeTopics(templates, stage),
  ...alarmsWithoutEntry(templates, runbook),
  ...unlistedRights(templates, stage),
];
