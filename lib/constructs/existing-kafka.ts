import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Annotations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ExistingCluster } from '../cluster.ts';
import { bootstrapBrokers } from './bootstrap-brokers.ts';
import type { Kafka } from './kafka.ts';

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
    this.network = this.given(network);
    this.brokers = bootstrapBrokers(this, arn);
  }

  topicArn(topic: string) {
    return `${this.clusterArn.replace(':cluster/', ':topic/')}/${topic}`;
  }

  groupArn(group: string) {
    return `${this.clusterArn.replace(':cluster/', ':group/')}/${group}`;
  }

  private given({ vpcId, subnetIds, securityGroupId }: Omit<ExistingCluster, 'arn' | 'kind'>) {
    const vpc = Vpc.fromVpcAttributes(this, 'Network', {
      vpcId,
      // One name a subnet, for the CDK's count alone: no template names a zone.
      availabilityZones: [...subnetIds],
      isolatedSubnetIds: [...subnetIds],
    });
    for (const subnet of vpc.isolatedSubnets)
      Annotations.of(subnet).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId', 'No route is added here.');
    const clientSecurityGroup = SecurityGroup.fromSecurityGroupId(this, 'Clients', securityGroupId);
    return { vpc, clientSecurityGroup };
  }
}
