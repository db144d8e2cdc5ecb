import { App } from 'aws-cdk-lib/core';
import { chargeonce } from './chargeonce.ts';
import { featureFlags } from './feature-flags.ts';
import { stages } from './stages.ts';

const app = new App({ analyticsReporting: false, treeMetadata: false, context: featureFlags });

const wanted = String(app.node.tryGetContext('stage') ?? 'dev');
const stage = Object.values(stages).find(({ name }) => name === wanted);
if (stage === undefined) throw new Error(`There is no stage "${wanted}"; there are ${Object.keys(stages).join(', ')}.`);

chargeonce(app, stage);
app.synth();
