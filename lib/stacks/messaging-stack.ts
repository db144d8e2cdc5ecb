import { RemovalPolicies, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { OwnCluster } from '../brokers/kafka.ts';
import { MskCluster } from '../brokers/msk-cluster.ts';
import { Network, PollerEndpoints } from '../brokers/network.ts';
import type { AwsStage } from '../stages.ts';

interface MessagingStackProps extends StackProps {
  readonly stage: AwsStage<OwnCluster>;
}

/** The network and the brokers: slow to make, and they outlive every change of the flow. */
export class MessagingStack extends Stack {
  readonly kafka: MskCluster;

  constructor(scope: Construct, id: string, { stage, ...props }: MessagingStackProps) {
    super(scope, id, props);
    const vpc = new Network(this, 'Network', { stage });
    this.kafka = new MskCluster(this, 'Kafka', { stage, vpc });
    if (stage.kafkaPollers === 'on-demand')
      new PollerEndpoints(this, 'Pollers', { vpc, pollers: this.kafka.brokerSecurityGroup });

    // A cluster that stays needs its key, its settings and its network. A creation that fails leaves nothing: names are fixed.
    if (stage.keepsData) RemovalPolicies.of(this).retainOnUpdateOrDelete();
  }
}
