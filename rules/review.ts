import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import * as z from 'zod/mini';
import { chargeonce, wiringAlone } from '../lib/stage-stacks.ts';
import type { AwsStage } from '../lib/stages.ts';
import { type Acknowledgement, acknowledgements } from './acknowledgements.ts';

const context = {
  ...wiringAlone,
  // Read from the report instead.
  '@aws-cdk/core:failSynthOnValidationErrors': false,
};

const Violations = z._default(
  z.array(
    z.object({
      ruleName: z.string(),
      description: z.string(),
      violatingConstructs: z.array(z.object({ constructPath: z.optional(z.string()) })),
    }),
  ),
  [],
);
const Report = z.object({
  pluginReports: z.array(
    z.object({ pluginName: z.string(), violations: Violations, suppressedViolations: Violations }),
  ),
});

/** What a rule has against a construct. */
export interface Finding {
  /** `<pack>::<rule>` */
  readonly id: string;
  /** The construct's path behind `chargeonce-<stage>-`. */
  readonly at: string;
  readonly description: string;
}

interface Review {
  readonly open: readonly Finding[];
  readonly acknowledged: readonly Finding[];
}

/** Synthesises a stage into a folder and lets cdk-nag's rule packs look at it. */
export function review(stage: AwsStage, outdir: string, known = acknowledgements): Review {
  const app = new App({ outdir, context, treeMetadata: false, builtinCloudFormationValidation: false });
  const named = `chargeonce-${stage.name}-`;
  chargeonce(app, stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(), new ServerlessChecks());
  acknowledge(app, stage, known);
  app.synth();
  const { pluginReports } = Report.parse(JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')));
  return { open: findings('violations'), acknowledged: findings('suppressedViolations') };

  function findings(kind: 'violations' | 'suppressedViolations'): Finding[] {
    return pluginReports.flatMap(({ pluginName, [kind]: violations }) =>
      violations.flatMap(({ ruleName, description, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath = '' }) => ({
          id: inEveryStage(`${pluginName}::${ruleName}`, stage),
          at: constructPath.replace(named, ''),
          description,
        })),
      ),
    );
  }
}

/** A stage need not have all that is named: the simulator is not in prod. */
function acknowledge(app: App, { name, region }: AwsStage, known: readonly Acknowledgement[]) {
  for (const { id, at, reason } of known)
    for (const path of at) {
      const construct = app.node.findAll().find(({ node }) => node.path === `chargeonce-${name}-${path}`);
      const ofStage = id.replaceAll('<stage>', name).replaceAll('<region>', region);
      if (construct) Validations.of(construct).acknowledge({ id: ofStage, reason });
    }
}

/** A finding may name a resource with its stage and region. */
const inEveryStage = (id: string, { name, region }: AwsStage) =>
  id.replaceAll(`/chargeonce-${name}/`, '/chargeonce-<stage>/').replaceAll(`:${region}:`, ':<region>:');

/** Acknowledgements of what no rule finds any more, in any of the reviewed stages. */
export const staleAcknowledgements = (reviews: readonly Review[], all: readonly Acknowledgement[] = acknowledgements) =>
  all.flatMap(({ id, at }) =>
    at
      .filter((path) => !reviews.some(({ acknowledged }) => acknowledged.some(covers(id, path))))
      .map((path) => ({ id, at: path })),
  );

const covers = (id: string, path: string) => (finding: Finding) =>
  finding.id === id && `${finding.at}/`.startsWith(`${path}/`);
