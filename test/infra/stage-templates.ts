import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsStage } from '../../lib/stages.ts';
import { readTemplates } from '../../local/assembly.ts';
import type { Acknowledgement } from '../../rules/acknowledgements.ts';
import { checkedStages } from '../../rules/checked-stages.ts';
import { review } from '../../rules/review.ts';

/** A stage as the rules see it: its templates by the names of their stacks, and what the rule packs found. */
export function reviewed(stage: AwsStage, known?: readonly Acknowledgement[]) {
  const folder = mkdtempSync(join(tmpdir(), 'chargeonce-review-'));
  try {
    return { name: stage.name, stage, ...review(stage, folder, known), templates: readTemplates(folder) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const reviewedStages = () => checkedStages.map((stage) => reviewed(stage));
