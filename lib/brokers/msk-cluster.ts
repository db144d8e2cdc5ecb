import { type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnCluster, CfnConfiguration } from 'aws-cdk-lib/aws-msk';
import { ArnFormat, Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { AwsStage } from '../stages.ts';
import { BootstrapBrokers } from './bootstrap-brokers.ts';
import type { Kafka, OwnCluster } from './kafka.ts';
import { growStorage, kafkaVersion, serverProperties } from './kafka-settings.ts';

const IAM_PORT = 9098;
const BROKERS = 3;

interface MskClusterProps {
  readonly stage: AwsStage<OwnCluster>;
  readonly vpc: IVpc;
}

/** Three brokers in three zones, reached over TLS and IAM only. */
export class MskCluster extends Construct implements Kafka {
  readonly auth = 'iam';
  readonly network: { readonly vpc: IVpc; readonly clientSecurityGroup: SecurityGroup };
  /** Carried by the brokers, and by Lambda's pollers, which come from outside to read from them. */
  readonly brokerSecurityGroup: SecurityGroup;
  readonly clusterName: string;
  readonly clusterArn: string;
  readonly brokers: string;
  readonly ownBrokers: number | undefined;

  constructor(scope: Construct, id: string, { stage, vpc }: MskClusterProps) {
    super(scope, id);
    this.clusterName = `chargeonce-${stage.name}`;
    this.ownBrokers = stage.cluster.kind === 'brokers' ? BROKERS : undefined;
    // Whoever carries this group may speak to the brokers.
    const clientSecurityGroup = new SecurityGroup(this, 'Clients', { vpc, allowAllOutbound: false });
    this.network = { vpc, clientSecurityGroup };
    this.brokerSecurityGroup = this.reachedBy(clientSecurityGroup);
    const bootstrapBrokers = new BootstrapBrokers(this, 'BootstrapBrokers', { cluster: this.arnByName() });
    const cluster = this.cluster(stage);
    // Half an hour before it is used.
    cluster.node.addDependency(bootstrapBrokers.rights);
    this.clusterArn = cluster.attrArn;
    this.brokers = bootstrapBrokers.of(this.clusterArn);
    growStorage(this, stage.cluster, this.clusterArn);
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

  /** The ARN ends with what MSK adds when it makes the cluster. */
  private arnByName() {
    return Stack.of(this).formatArn({ service: 'kafka', resource: 'cluster', resourceName: `${this.clusterName}/*` });
  }

  private cluster(stage: AwsStage<OwnCluster>) {
    const { cluster } = stage;
    return new CfnCluster(this, 'Cluster', {
      clusterName: this.clusterName,
      kafkaVersion: kafkaVersion(cluster),
      numberOfBrokerNodes: BROKERS,
      brokerNodeGroupInfo: {
        instanceType: cluster.instanceType,
        clientSubnets: this.network.vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
        securityGroups: [this.brokerSecurityGroup.securityGroupId],
        ...(cluster.kind === 'brokers' && { storageInfo: { ebsStorageInfo: { volumeSize: cluster.volumeGiB } } }),
      },
      configurationInfo: this.configuration(cluster),
      clientAuthentication: { sasl: { iam: { enabled: true } }, unauthenticated: { enabled: false } },
      encryptionInfo: {
        encryptionInTransit: { clientBroker: 'TLS', inCluster: true },
        encryptionAtRest: { dataVolumeKmsKeyId: this.key().keyArn },
      },
      enhancedMonitoring: stage.partitionMetrics ? 'PER_TOPIC_PER_PARTITION' : 'DEFAULT',
      loggingInfo: { brokerLogs: { cloudWatchLogs: { enabled: true, logGroup: this.logs(stage).logGroupName } } },
    });
  }

  private configuration(cluster: OwnCluster) {
    const configuration = new CfnConfiguration(this, 'Configuration', {
      // For every version: the list is fixed once made, and so is the name, so that no upgrade could be deployed.
      name: this.clusterName,
      serverProperties: serverProperties(cluster),
    });
    return { arn: configuration.attrArn, revision: configuration.attrLatestRevisionRevision };
  }

  /** Its policy leaves it to the account's IAM who may use it: MSK does so by a grant of whoever creates the cluster. */
  private key() {
    return new Key(this, 'Key', {
      description: `The volumes of ${this.clusterName}`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(7),
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private logs({ name, logRetention }: AwsStage) {
    return new LogGroup(this, 'Logs', {
      // Under this prefix, AWS services that deliver logs share one resource policy instead of filling it up.
      logGroupName: `/aws/vendedlogs/chargeonce/${name}/brokers`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private reachedBy(clients: SecurityGroup) {
    const { vpc } = this.network;
    // Nothing leads out of the network, so nothing is lost by leaving to MSK what its brokers call.
    const brokers = new SecurityGroup(this, 'Brokers', { vpc });
    brokers.addIngressRule(clients, Port.tcp(IAM_PORT), 'functions');
    brokers.addIngressRule(brokers, Port.tcp(IAM_PORT), 'event sources');
    clients.addEgressRule(brokers, Port.tcp(IAM_PORT), 'brokers');
    // A gateway endpoint has no address of its own. Only DynamoDB has a route.
    clients.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'DynamoDB');
    return brokers;
  }
}
