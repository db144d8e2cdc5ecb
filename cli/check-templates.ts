import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsStage } from '../lib/stages.ts';
import { readTemplates } from '../local/assembly.ts';
import { checkedStages } from '../rules/checked-stages.ts';
import { lint } from '../rules/lint-templates.ts';
import { review, staleAcknowledgements } from '../rules/review.ts';
import { templateFaults } from '../rules/template-rules.ts';

const folder = mkdtempSync(join(tmpdir(), 'chargeonce-templates-'));
try {
  const faults = [
    ...reviewed(),
    ...checkedStages.flatMap(broken),
    ...lint(checkedStages.map(({ name }) => join(folder, name))),
  ];
  for (const fault of new Set(faults)) console.error(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

function reviewed(): string[] {
  const reviews = checkedStages.map((stage) => review(stage, join(folder, stage.name)));
  return [
    ...checkedStages.flatMap(({ name }, index) =>
      (reviews[index]?.open ?? []).map(({ id, at, description }) => `${name}-${at}: ${id}: ${description}`),
    ),
    ...staleAcknowledgements(reviews).map(({ id, at }) => `rules/acknowledgements.ts: nothing finds ${id} at ${at}`),
  ];
}

function broken(stage: AwsStage): string[] {
  const templates = readTemplates(join(folder, stage.name));
  return templateFaults(templates, stage).map((fault) => `${stage.name}: ${fault}`);
}
