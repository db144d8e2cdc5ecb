import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { chargeonce } from '../../lib/chargeonce.ts';
import { wiringAlone } from '../../lib/feature-flags.ts';
import type { AwsStage } from '../../lib/stages.ts';
import { resourcesOf, type StageResources } from './resources.ts';

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
