import { App } from 'aws-cdk-lib/core';
import { chargeonce, flowAlone } from './chargeonce.ts';
import { givenKafka } from './constructs/kafka.ts';
import { featureFlags } from './feature-flags.ts';
import { emulatorStage, stages } from './stages.ts';

const app = new App({ analyticsReporting: false, treeMetadata: false, context: featureFlags });
const context = (name: string): string | undefined => app.node.tryGetContext(name);
const wanted = context('stage') ?? 'dev';
const brokers = context('brokers');

// Brokers are given where the endpoint imitates AWS: no imitation has MSK.
if (brokers === undefined) chargeonce(app, stageOf(wanted));
else flowAlone(app, emulatorStage(wanted), givenKafka(brokers));
app.synth();

function stageOf(name: string) {
  const stage = Object.values(stages).find((candidate) => candidate.name === name);
  if (stage) return stage;
  throw new Error(`There is no stage "${name}"; there are ${Object.keys(stages).join(', ')}.`);
}
