import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import * as z from 'zod/mini';
import { chargeonce } from '../../lib/chargeonce.ts';
import { featureFlags } from '../../lib/feature-flags.ts';
import type { AwsStage } from '../../lib/stages.ts';
import { parseTemplate } from '../../local/assembly.ts';

export interface Resource {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** All that a stage consists of. */
export type StageResources = readonly Resource[];

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

export const resourcesOf = (stack: string, template: unknown): Resource[] =>
  Object.entries(parseTemplate(template).Resources).map(([id, { Type, Properties }]) => ({
    stack,
    id,
    type: Type,
    properties: Properties,
  }));

/** The part of its properties that a price depends on. */
export function read<Schema extends z.ZodMiniType>(schema: Schema, { properties }: Resource): z.output<Schema> {
  const result = z.safeParse(schema, properties);
  if (result.success) return result.data;
  throw new Error(`is set in a way that the cost model does not know: ${z.prettifyError(result.error)}`);
}

// Without a language the messages name no setting.
z.config(z.locales.en());

/** Whether a property refers to a resource of the same stack. */
export const refersTo = (property: unknown, { id }: Resource) => JSON.stringify(property ?? null).includes(`"${id}"`);
