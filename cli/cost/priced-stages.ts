import { chosenStage } from '../../lib/chosen-stage.ts';
import { EXAMPLE_CLUSTER } from '../../lib/existing-cluster.ts';
import { type AwsStage, stages } from '../../lib/stages.ts';

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

export function pricedStage(wanted: string): PricedStage {
  const found = pricedStages.find(({ name }) => name === wanted);
  if (found) return found;
  throw new Error(`There is no stage "${wanted}"; there are ${pricedStages.map(({ name }) => name).join(', ')}.`);
}
