import { type IVpc, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnCluster, CfnConfiguration } from 'aws-cdk-lib/aws-msk';
import { ArnFormat, Fn, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { AwsStage } from '../stages.ts';
import { bootstrapBrokers } from './bootstrap-brokers.ts';
import type { Kafka } from './kafka.ts';

const IAM_PORT = 9098;
const KAFKA_VERSION = '3.9.x.kraft';

/** Amazon MSK's own defaults for these lose records or let anyone in. */
const BROKER_SETTINGS = [
  'auto.create.topics.enable=false',
  'default.replication.factor=3',
  'min.insync.replicas=2',
  'unclean.leader.election.enable=false',
  'allow.everyone.if.no.acl.found=false',
].join('\n');

interface KafkaClusterProps {
  readonly stage: AwsStage;
  readonly vpc: IVpc;
}

/** Three brokers in three zones, reached over TLS and IAM only. */
export class KafkaCluster extends Construct implements Kafka {
  readonly auth = 'iam';
  readonly network: { readonly vpc: IVpc; readonly clientSecurityGroup: SecurityGroup };
  readonly clusterArn: string;
  readonly brokers: string;
  private readonly clusterName: string;

  constructor(scope: Construct, id: string, { stage, vpc }: KafkaClusterProps) {
    super(scope, id);
    this.clusterName = `chargeonce-${stage.name}`;
    // Whoever carries this group may speak to the brokers.
    this.network = { vpc, clientSecurityGroup: new SecurityGroup(this, 'Clients', { vpc }) };
    this.clusterArn = this.cluster(stage).attrArn;
    this.brokers = bootstrapBrokers(this, this.clusterArn);
  }

  topicArn(topic: string) {
    return this.kafkaArn('topic', topic);
  }

  groupArn(group: string) {
    return this.kafkaArn('group', group);
  }

  private kafkaArn(resource: 'topic' | 'group', name: string) {
    const clusterUuid = Fn.select(2, Fn.split('/', this.clusterArn));
    return Stack.of(this).formatArn({
      service: 'kafka',
      resource,
      resourceName: `${this.clusterName}/${clusterUuid}/${name}`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }

  private cluster({ broker }: AwsStage) {
    const { arn, revision } = this.configuration();
    return new CfnCluster(this, 'Cluster', {
      clusterName: this.clusterName,
      kafkaVersion: KAFKA_VERSION,
      numberOfBrokerNodes: 3,
      brokerNodeGroupInfo: {
        instanceType: broker.instanceType,
        clientSubnets: this.network.vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
        securityGroups: [this.brokerSecurityGroup().securityGroupId],
        storageInfo: { ebsStorageInfo: { volumeSize: broker.volumeGiB } },
      },
      configurationInfo: { arn, revision },
      clientAuthentication: { sasl: { iam: { enabled: true } }, unauthenticated: { enabled: false } },
      encryptionInfo: { encryptionInTransit: { clientBroker: 'TLS', inCluster: true } },
    });
  }

  private configuration() {
    const configuration = new CfnConfiguration(this, 'Configuration', {
      name: this.clusterName,
      kafkaVersionsList: [KAFKA_VERSION],
      serverProperties: BROKER_SETTINGS,
    });
    return { arn: configuration.attrArn, revision: configuration.attrLatestRevisionRevision };
  }

  private brokerSecurityGroup() {
    const brokers = new SecurityGroup(this, 'Brokers', { vpc: this.network.vpc });
    brokers.addIngressRule(this.network.clientSecurityGroup, Port.tcp(IAM_PORT), 'functions');
    // Lambda's pollers carry the brokers' own group.
    brokers.addIngressRule(brokers, Port.tcp(IAM_PORT), 'event sources');
    return brokers;
  }
}
