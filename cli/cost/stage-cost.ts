import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { chosenStage, EXAMPLE_CLUSTER } from '../../lib/chosen-stage.ts';
import { chargeonce, wiringAlone } from '../../lib/stage-stacks.ts';
import { type AwsStage, stageNamed, stages } from '../../lib/stages.ts';
import type { Traffic } from './bill.ts';
import { costOf } from './registry.ts';
import type { StageCost } from './report.ts';
import { resourcesOf, type StageResources } from './resources.ts';
import { PRICED_REGION } from './usage.ts';
import { warningsOf } from './warnings.ts';

export function stageCost({ name, stage }: PricedStage, traffic: Traffic): StageCost {
  if (stage.region !== PRICED_REGION)
    throw new Error(`Stage ${name} is in ${stage.region}; cli/cost/prices.json has the prices of ${PRICED_REGION}.`);
  const resources = stageResources(stage);
  return {
    stage: name,
    traffic,
    lines: costOf(resources, traffic),
    warnings: warningsOf(resources, traffic),
  };
}

/** The resources of a stage's templates, synthesised here and now. */
export function stageResources(stage: AwsStage): StageResources {
  const outdir = mkdtempSync(join(tmpdir(), 'chargeonce-cost-'));
  try {
    const app = new App({
      outdir,
      context: wiringAlone,
      analyticsReporting: false,
      builtinCloudFormationValidation: false,
    });
    chargeonce(app, stage);
    return app.synth().stacks.flatMap(({ stackName, template }) => resourcesOf(stackName, template));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** A price does not depend on which cluster it is. */
const SOME_CLUSTER: Readonly<Record<string, string>> = { stage: 'dev', ...EXAMPLE_CLUSTER };

/** What can be deployed, and what else was to choose from. */
const PRICED_STAGES: Readonly<Record<string, AwsStage>> = {
  'dev-on-existing-cluster': chosenStage((key) => SOME_CLUSTER[key]),
  ...stages,
  'prod-on-express': { ...stages.prod, cluster: { kind: 'express', instanceType: 'express.m7g.large' } },
};

export interface PricedStage {
  readonly name: string;
  readonly stage: AwsStage;
}

export const pricedStages: readonly PricedStage[] = Object.entries(PRICED_STAGES).map(([name, stage]) => ({
  name,
  stage,
}));

export const pricedStage = (name: string): PricedStage => ({ name, stage: stageNamed(name, PRICED_STAGES) });
