import { type Line, lineOf, type Traffic } from './bill.ts';
import { outsideTheTemplates } from './models/outside.ts';
import { REGISTRY } from './registry.ts';
import type { Resource, StageResources } from './resources.ts';
import type { Usage } from './usage.ts';

/** What the templates need and do not make. */
const OUTSIDE = { id: 'not in the templates', type: 'not in the templates' };

/** What resources cost. Refuses a type that it does not know: silence would be a price of nothing. */
export function costOf(stage: StageResources, traffic: Traffic): Line[] {
  const lines = stage.flatMap((resource) => usageOf(resource, stage).map((usage) => lineOf(resource, usage, traffic)));
  return [...lines, ...outsideTheTemplates(stage).map((usage) => lineOf(OUTSIDE, usage, traffic))];
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
