import { App } from 'aws-cdk-lib/core';
import { chargeonce, flowAlone } from './chargeonce.ts';
import { givenKafka } from './constructs/kafka.ts';
import { featureFlags } from './feature-flags.ts';
import { emulatorStage, stages } from './stages.ts';

const app = new App({ analyticsReporting: false, treeMetadata: false, context: featureFlags });
const context = (key: string) => {
  const value: unknown = app.node.tryGetContext(key);
  return typeof value === 'string' ? value : undefined;
};
const name = context('stage') ?? 'dev';
const endpoint = context('endpoint');

// An endpoint that imitates AWS has no MSK: the brokers are given, too.
if (endpoint === undefined) chargeonce(app, stageOf(name));
else flowAlone(app, emulatorStage({ name, endpoint }), givenKafka(context('brokers') ?? ''));
app.synth();

function stageOf(wanted: string) {
  const stage = Object.values(stages).find((stage) => stage.name === wanted);
  if (stage) return stage;
  throw new Error(`There is no stage "${wanted}"; there are ${Object.keys(stages).join(', ')}.`);
}
