import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnTopic } from 'aws-cdk-lib/aws-msk';
import { Annotations, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { BootstrapBrokers } from './bootstrap-brokers.ts';
import type { ExistingCluster, Kafka } from './kafka.ts';

/** A cluster that is there already, and perhaps others' too. Nothing about it is changed; its brokers are asked for. */
export class ExistingKafka extends Construct implements Kafka {
  readonly auth = 'iam';
  readonly network: NonNullable<Kafka['network']>;
  readonly clusterName: string;
  readonly clusterArn: string;
  readonly brokers: string;

  constructor(scope: Construct, id: string, { arn, ...network }: ExistingCluster) {
    super(scope, id);
    this.clusterArn = arn;
    this.clusterName = arn.split('/')[1] ?? '';
    this.network = givenNetwork(this, network);
    const bootstrapBrokers = new BootstrapBrokers(this, 'BootstrapBrokers', { cluster: arn });
    // The topics are made in between, which takes longer than IAM does.
    const topics = Stack.of(this)
      .node.findAll()
      .filter((part) => part instanceof CfnTopic);
    for (const topic of topics) topic.node.addDependency(bootstrapBrokers.rights);
    this.brokers = bootstrapBrokers.of(arn, topics);
  }

  topicArn(topic: string) {
    return `${this.clusterArn.replace(':cluster/', ':topic/')}/${topic}`;
  }

  groupArn(group: string) {
    return `${this.clusterArn.replace(':cluster/', ':group/')}/${group}`;
  }
}

type GivenNetwork = Pick<ExistingCluster, 'vpcId' | 'subnetIds' | 'securityGroupId'>;

/** A network that is there already. */
export function givenNetwork(scope: Construct, { vpcId, subnetIds, securityGroupId }: GivenNetwork) {
  const vpc = Vpc.fromVpcAttributes(scope, 'Network', {
    vpcId,
    // One name a subnet, for the CDK's count alone: no template names a zone.
    availabilityZones: [...subnetIds],
    isolatedSubnetIds: [...subnetIds],
  });
  for (const subnet of vpc.isolatedSubnets)
    Annotations.of(subnet).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId', 'No route is added here.');
  const clientSecurityGroup = SecurityGroup.fromSecurityGroupId(scope, 'Clients', securityGroupId);
  return { vpc, clientSecurityGroup };
}
