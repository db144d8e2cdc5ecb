import type { App } from 'aws-cdk-lib/core';
import { MessagingStack } from './stacks/messaging-stack.ts';
import { OrderPaymentStack } from './stacks/order-payment-stack.ts';
import { TopicsStack } from './stacks/topics-stack.ts';
import type { Stage } from './stages.ts';

/** The whole system in one stage. The slow, stateful parts are stacks of their own, so that the flow deploys in a minute. */
export function chargeonce(app: App, stage: Stage) {
  const env = { region: stage.region };
  const name = (part: string) => `chargeonce-${stage.name}-${part}`;

  const messaging = new MessagingStack(app, name('messaging'), { env, stage });
  const topics = new TopicsStack(app, name('topics'), { env, stage, clusterArn: messaging.kafka.clusterArn });
  const flow = new OrderPaymentStack(app, name('flow'), { env, stage, kafka: messaging.kafka, topics });

  // An event source whose topic does not exist yet is created in a failed state.
  flow.addStackDependency(topics);
  return { messaging, topics, flow };
}
