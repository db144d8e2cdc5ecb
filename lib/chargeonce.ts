import type { App } from 'aws-cdk-lib/core';
import type { Kafka } from './constructs/kafka.ts';
import { MessagingStack } from './stacks/messaging-stack.ts';
import { OrderPaymentStack } from './stacks/order-payment-stack.ts';
import { TopicsStack } from './stacks/topics-stack.ts';
import type { AwsStage, Stage } from './stages.ts';
import { topicNames } from './topic-names.ts';

/** The whole system in one stage. The slow, stateful parts are stacks of their own, so that the flow deploys in a minute. */
export function chargeonce(app: App, stage: AwsStage) {
  const env = { region: stage.region };
  const messaging = new MessagingStack(app, stackName(stage, 'messaging'), { env, stage });
  const { kafka } = messaging;
  const topics = new TopicsStack(app, stackName(stage, 'topics'), {
    env,
    topics: topicNames(stage),
    clusterArn: kafka.clusterArn,
  });
  const flow = flowAlone(app, stage, kafka);

  // An event source whose topic does not exist yet is created in a failed state.
  flow.addStackDependency(topics);
  return { messaging, topics, flow };
}

/** The flow, on brokers and topics that are there already. */
export const flowAlone = (app: App, stage: Stage, kafka: Kafka) =>
  new OrderPaymentStack(app, stackName(stage, 'flow'), {
    env: { region: stage.region },
    stage,
    kafka,
    topics: topicNames(stage),
  });

const stackName = ({ name }: Stage, part: string) => `chargeonce-${name}-${part}`;
