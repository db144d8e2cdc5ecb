import type { Traffic } from './bill.ts';
import { costOf } from './cost-of.ts';
import type { PricedStage } from './priced-stages.ts';
import { PRICED_REGION } from './prices.ts';
import type { StageCost } from './report.ts';
import { stageResources } from './synthesise.ts';
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
