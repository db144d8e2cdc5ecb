import type { AwsStage } from '../../lib/stages.ts';
import { type Line, lineOf, type Traffic } from './bill.ts';
import { outsideTheTemplates } from './models/outside.ts';
import { PRICED_REGION } from './prices.ts';
import { REGISTRY } from './registry.ts';
import type { StageCost } from './report.ts';
import { type Resource, type StageResources, stageResources } from './stage-resources.ts';
import type { Usage } from './usage.ts';
import { volumeWarnings } from './volumes.ts';

export function stageCost(stage: AwsStage, traffic: Traffic): StageCost {
  if (stage.region !== PRICED_REGION)
    throw new Error(
      `Stage ${stage.name} is in ${stage.region}; cli/cost/prices.json has the prices of ${PRICED_REGION}.`,
    );
  const resources = stageResources(stage);
  return {
    stage: stage.name,
    traffic,
    lines: costOf(resources, traffic),
    warnings: volumeWarnings(resources, traffic),
  };
}

/** What resources cost. Refuses a type that it does not know: silence would be a price of nothing. */
export function costOf(stage: StageResources, traffic: Traffic): Line[] {
  const lines = stage.flatMap((resource) =>
    usageOf(resource, stage).map((usage) => lineOf(resource.id, usage, traffic)),
  );
  return [...lines, ...outsideTheTemplates(stage).map((usage) => lineOf('not in the templates', usage, traffic))];
}

function usageOf(resource: Resource, stage: StageResources): readonly Usage[] {
  const model = REGISTRY[resource.type];
  if (model === undefined)
    throw new Error(
      `${resource.id} is of type ${resource.type}, whose price is not known: add it to cli/cost/registry.ts, priced or free`,
    );
  if ('free' in model) return [];
  try {
    return model(resource, stage);
  } catch (error) {
    throw new Error(`${resource.id} ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
