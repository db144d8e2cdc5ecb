import { RemovalPolicies, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { OwnCluster } from '../cluster.ts';
import { KafkaCluster } from '../constructs/kafka-cluster.ts';
import { Network } from '../constructs/network.ts';
import { PollerEndpoints } from '../constructs/poller-endpoints.ts';
import type { AwsStage } from '../stages.ts';

interface MessagingStackProps extends StackProps {
  readonly stage: AwsStage<OwnCluster>;
}

/** The network and the brokers: slow to make, and they outlive every change of the flow. */
export class MessagingStack extends Stack {
  readonly kafka: KafkaCluster;

  constructor(scope: Construct, id: string, { stage, ...props }: MessagingStackProps) {
    super(scope, id, props);
    const vpc = new Network(this, 'Network', { stage });
    this.kafka = new KafkaCluster(this, 'Kafka', { stage, vpc });
    if (stage.kafkaPollers === 'on-demand')
      new PollerEndpoints(this, 'Pollers', { vpc, pollers: this.kafka.brokerSecurityGroup });

    // A cluster that stays needs its key, its settings and its network. A creation that fails leaves nothing: names are fixed.
    if (stage.keepsData) RemovalPolicies.of(this).retainOnUpdateOrDelete();
  }
}
