import type { App, Stack } from 'aws-cdk-lib/core';
import { ExistingKafka } from './brokers/existing-kafka.ts';
import { type ExistingCluster, type Kafka, type OwnCluster, topicNames } from './brokers/kafka.ts';
import { assertConnectionsFit } from './brokers/kafka-settings.ts';
import { SelfManagedKafka } from './brokers/self-managed-kafka.ts';
import { MessagingStack } from './stacks/messaging-stack.ts';
import { OrderPaymentStack } from './stacks/order-payment-stack.ts';
import { TopicsStack } from './stacks/topics-stack.ts';
import type { AwsStage, Stage } from './stages.ts';

/** The whole system in one stage. The slow, stateful parts are stacks of their own, so that the flow deploys in a minute. */
export function chargeonce(app: App, stage: AwsStage) {
  assertConnectionsFit(stage);
  const { cluster } = stage;
  if (cluster.kind === 'self-managed') {
    const flow = flowAlone(app, stage, (stack) => new SelfManagedKafka(stack, 'Kafka', cluster));
    return { messaging: undefined, topics: undefined, flow };
  }
  const parts =
    cluster.kind === 'existing'
      ? onExistingCluster(app, { ...stage, cluster })
      : onOwnCluster(app, { ...stage, cluster });
  const flow = flowAlone(app, stage, parts.kafka);

  // An event source whose topic does not exist yet is created in a failed state.
  flow.addStackDependency(parts.topics);
  return { messaging: parts.messaging, topics: parts.topics, flow };
}

function onOwnCluster(app: App, stage: AwsStage<OwnCluster>) {
  const messaging = new MessagingStack(app, stackName(stage, 'messaging'), { ...common(stage), stage });
  const { kafka } = messaging;
  return { messaging, topics: topicsOn(app, stage, kafka.clusterArn), kafka };
}

/** Of a cluster that is there already, only the topics are the stage's own. */
function onExistingCluster(app: App, stage: AwsStage<ExistingCluster>) {
  const topics = topicsOn(app, stage, stage.cluster.arn);
  return { messaging: undefined, topics, kafka: new ExistingKafka(topics, 'Kafka', stage.cluster) };
}

const topicsOn = (app: App, stage: AwsStage, clusterArn: string) =>
  new TopicsStack(app, stackName(stage, 'topics'), { ...common(stage), stage, clusterArn });

/** The flow, on brokers and topics that are there already. */
export const flowAlone = (app: App, stage: Stage, kafka: Kafka | ((stack: Stack) => Kafka)) =>
  new OrderPaymentStack(app, stackName(stage, 'flow'), {
    ...common(stage),
    stage,
    kafka,
    topics: topicNames(stage),
  });

const common = ({ name, region, keepsData, tags }: Stage) => ({
  env: { region },
  terminationProtection: keepsData,
  // CloudFormation puts them on every resource that takes tags.
  tags: { application: 'chargeonce', stage: name, ...tags },
});

const stackName = ({ name }: Stage, part: string) => `chargeonce-${name}-${part}`;

/** In code rather than in cdk.json, so that `bin/cdk-app.mjs`, a test and the CDK CLI make the same template. */
export const featureFlags = {
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/aws-iam:standardizedServicePrincipals': true,
  '@aws-cdk/core:checkSecretUsage': true,
  // Exports hold their values: the cluster can't be replaced under a flow that uses it.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  // Tags of a stack are CloudFormation's to spread; templates stay without.
  '@aws-cdk/core:explicitStackTags': true,
  '@aws-cdk/core:enablePartitionLiterals': true,
  '@aws-cdk/core:target-partitions': ['aws'],
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/customresources:installLatestAwsSdkDefault': false,
};

/** For who reads the templates alone: nothing is bundled. */
export const wiringAlone = {
  ...featureFlags,
  'aws:cdk:bundling-stacks': [],
  'aws:cdk:disable-asset-staging': true,
};
