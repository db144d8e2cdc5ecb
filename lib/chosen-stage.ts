import { type Context, existingCluster, regionOf } from './existing-cluster.ts';
import { type AwsStage, stages } from './stages.ts';

/** The stage that the context asks for, as it is or changed by what else the context says. */
export function chosenStage(context: Context): AwsStage {
  const stage = named(context('stage') ?? 'dev');
  return withTopicPrefix(onGivenCluster(stage, context), context('topicPrefix'));
}

function named(name: string): AwsStage {
  const stage = Object.values(stages).find((stage) => stage.name === name);
  if (stage) return stage;
  throw new Error(`There is no stage "${name}"; there are ${Object.keys(stages).join(', ')}.`);
}

function onGivenCluster(stage: AwsStage, context: Context): AwsStage {
  const cluster = existingCluster(context);
  if (cluster === undefined) return stage;
  return {
    ...stage,
    cluster,
    region: regionOf(cluster),
    // Others may have topics there.
    topicPrefix: `${stage.name}.`,
    // What its brokers report is for its owner to say.
    partitionMetrics: false,
  };
}

/** Kafka allows these characters and 249 in all, of which the longest topic takes 49. */
const PREFIX = /^[\w.-]{0,100}$/;

function withTopicPrefix(stage: AwsStage, topicPrefix: string | undefined): AwsStage {
  if (topicPrefix === undefined) return stage;
  if (PREFIX.test(topicPrefix)) return { ...stage, topicPrefix };
  throw new Error(`-c topicPrefix=${topicPrefix} may hold letters, digits, ".", "_" and "-", and 100 of them at most.`);
}
