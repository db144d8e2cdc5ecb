import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib/core';
import { chargeonce, wiringAlone } from '../../lib/stage-stacks.ts';
import type { AwsStage } from '../../lib/stages.ts';

/** The templates of a stage, and what the synth had to say about them. A stage on an existing cluster has no messaging. */
export function synthesise(stage: AwsStage, { validated } = { validated: false }) {
  const outdir = mkdtempSync(join(tmpdir(), 'chargeonce-synth-'));
  try {
    const app = new App({ outdir, context: wiringAlone, builtinCloudFormationValidation: validated });
    const { messaging, topics, flow } = chargeonce(app, stage);
    const { manifest, stacks } = app.synth();
    return {
      messaging: messaging ? Template.fromStack(messaging) : Template.fromJSON({}),
      topics: Template.fromStack(topics),
      flow: Template.fromStack(flow),
      stacks: stacks.map(({ stackName, terminationProtection }) => ({ stackName, terminationProtection })),
      lookUps: manifest.missing ?? [],
      messages: stacks.flatMap((stack) => stack.messages),
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
