import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { chargeonce } from '../../lib/chargeonce.ts';
import { featureFlags } from '../../lib/feature-flags.ts';
import type { AwsStage } from '../../lib/stages.ts';
import { resourcesOf, type StageResources } from './resources.ts';

/** What costs is in the templates alone, so nothing is bundled. */
const context = { ...featureFlags, 'aws:cdk:bundling-stacks': [], 'aws:cdk:disable-asset-staging': true };

/** The resources of a stage's templates, synthesised here and now. */
export function stageResources(stage: AwsStage): StageResources {
  const outdir = mkdtempSync(join(tmpdir(), 'chargeonce-cost-'));
  try {
    const app = new App({ outdir, context, analyticsReporting: false, builtinCloudFormationValidation: false });
    chargeonce(app, stage);
    return app.synth().stacks.flatMap(({ stackName, template }) => resourcesOf(stackName, template));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
