import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { templateFaults } from '../../rules/template-rules.ts';
import { reviewedStages } from './stage-templates.ts';
import type { Draft } from './template-draft.ts';
import { mutations } from './template-mutations.ts';

const stages = new Map(reviewedStages().map((reviewed) => [reviewed.name, reviewed]));
const runbook = readFileSync('docs/runbook.md', 'utf8');

function draftOf(name: string) {
  const { templates, stage } = stages.get(name) ?? {};
  if (!templates || !stage) throw new Error(`There is no stage ${name}.`);
  const draft: Draft = { templates: structuredClone(templates), pages: { runbook } };
  return {
    draft,
    faults: () => templateFaults(draft.templates, stage, draft.pages.runbook),
  };
}

describe('the rules of the templates', () => {
  it.each([...stages.keys()])('have nothing against %s as it is', (name) => {
    expect(draftOf(name).faults()).toEqual([]);
  });

  it.each(mutations)('notice that $what', ({ stage, mutate, faults }) => {
    const spoilt = draftOf(stage);
    mutate(spoilt.draft);

    expect(spoilt.faults()).toEqual(faults);
  });
});
