import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { express, resource, resources, synthesise } from './synthesise.ts';

const { messaging: dev } = synthesise(stages.dev);
const { messaging: prod } = synthesise(stages.prod);
const { messaging: onExpress } = synthesise({ ...stages.prod, cluster: express });

const clusterOf = (stage: string) => ({
  ClusterName: `chargeonce-${stage}`,
  NumberOfBrokerNodes: 3,
  ClientAuthentication: { Sasl: { Iam: { Enabled: true } }, Unauthenticated: { Enabled: false } },
  EncryptionInfo: {
    EncryptionInTransit: { ClientBroker: 'TLS', InCluster: true },
    EncryptionAtRest: { DataVolumeKMSKeyId: 'KafkaKey.Arn' },
  },
  ConfigurationInfo: { Arn: 'KafkaConfiguration.Arn', Revision: 'KafkaConfiguration.LatestRevision.Revision' },
  LoggingInfo: { BrokerLogs: { CloudWatchLogs: { Enabled: true, LogGroup: 'KafkaLogs' } } },
});
const threeZones = {
  ClientSubnets: ['NetworkPrivateSubnet1Subnet', 'NetworkPrivateSubnet2Subnet', 'NetworkPrivateSubnet3Subnet'],
  SecurityGroups: ['KafkaBrokers.GroupId'],
};
const volumeOf = (VolumeSize: number) => ({ StorageInfo: { EBSStorageInfo: { VolumeSize } } });

describe('the Kafka cluster', () => {
  it('of dev is three of the smallest brokers, which MSK runs with ZooKeeper only, without metrics that cost', () => {
    expect(resource(dev, 'AWS::MSK::Cluster')).toEqual({
      ...clusterOf('dev'),
      KafkaVersion: '3.9.x',
      BrokerNodeGroupInfo: { ...threeZones, InstanceType: 'kafka.t3.small', ...volumeOf(10) },
      EnhancedMonitoring: 'DEFAULT',
    });
  });

  it('of prod is three brokers in KRaft mode that report the lag of each partition', () => {
    expect(resource(prod, 'AWS::MSK::Cluster')).toEqual({
      ...clusterOf('prod'),
      KafkaVersion: '3.9.x.kraft',
      BrokerNodeGroupInfo: { ...threeZones, InstanceType: 'kafka.m7g.large', ...volumeOf(100) },
      EnhancedMonitoring: 'PER_TOPIC_PER_PARTITION',
    });
  });

  it('of Express brokers has no volumes', () => {
    expect(resource(onExpress, 'AWS::MSK::Cluster')).toEqual({
      ...clusterOf('prod'),
      KafkaVersion: '3.9.x.kraft',
      BrokerNodeGroupInfo: { ...threeZones, InstanceType: 'express.m7g.large' },
      EnhancedMonitoring: 'PER_TOPIC_PER_PARTITION',
    });
  });

  it('logs for as long as its stage logs', () => {
    const brokerLogs = (stage: string) => `/aws/vendedlogs/chargeonce/${stage}/brokers`;
    expect([dev, prod].map((template) => resource(template, 'AWS::Logs::LogGroup', 'KafkaLogs'))).toEqual([
      { LogGroupName: brokerLogs('dev'), RetentionInDays: 7 },
      { LogGroupName: brokerLogs('prod'), RetentionInDays: 90 },
    ]);
  });

  it('encrypts its volumes with a key of its own that is made anew each year, and whose use IAM decides on', () => {
    expect(resource(prod, 'AWS::KMS::Key')).toEqual({
      Description: 'The volumes of chargeonce-prod',
      EnableKeyRotation: true,
      PendingWindowInDays: 7,
      KeyPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'kms:*',
            Resource: '*',
            Principal: { AWS: 'arn:aws:iam::AWS::AccountId:root' },
          },
        ],
      },
    });
  });
});

describe('the way to the brokers', () => {
  it('is the IAM port only, for their clients and for the event sources', () => {
    const rules = Object.values(resources(dev, 'AWS::EC2::SecurityGroupIngress', 'Kafka'));

    const open = { GroupId: 'KafkaBrokers.GroupId', IpProtocol: 'tcp', FromPort: 9098, ToPort: 9098 };
    expect(rules).toEqual([
      { ...open, Description: 'functions', SourceSecurityGroupId: 'KafkaClients.GroupId' },
      { ...open, Description: 'event sources', SourceSecurityGroupId: 'KafkaBrokers.GroupId' },
    ]);
    for (const group of ['KafkaBrokers', 'KafkaClients'])
      expect(resource(dev, 'AWS::EC2::SecurityGroup', group)).not.toHaveProperty('SecurityGroupIngress');
  });

  it('and the way to DynamoDB are all that clients may take', () => {
    expect(resource(dev, 'AWS::EC2::SecurityGroupEgress')).toEqual({
      GroupId: 'KafkaClients.GroupId',
      DestinationSecurityGroupId: 'KafkaBrokers.GroupId',
      IpProtocol: 'tcp',
      FromPort: 9098,
      ToPort: 9098,
      Description: 'brokers',
    });
    expect(resource(dev, 'AWS::EC2::SecurityGroup', 'KafkaClients')).toMatchObject({
      SecurityGroupEgress: [
        { CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Description: 'DynamoDB' },
      ],
    });
  });

  it('is asked of MSK, with the right to ask for nothing else', () => {
    expect(resource(dev, 'Custom::MskBootstrapBrokers')).toEqual({
      ServiceToken: 'AWS679f53fac002430cb0da5b7982bd2287.Arn',
      ServiceTimeout: '1200',
      ClusterArn: 'KafkaCluster.Arn',
    });

    const policies = Object.values(resources(dev, 'AWS::IAM::Policy', 'Kafka'));
    const allowed = (Action: unknown, Resource: string) => ({
      Roles: ['KafkaBootstrapBrokersRole'],
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource }] },
    });
    expect(policies).toMatchObject([
      allowed(['logs:CreateLogStream', 'logs:PutLogEvents'], 'KafkaBootstrapBrokersLogs.Arn'),
      allowed('kafka:GetBootstrapBrokers', 'arn:aws:kafka:us-east-1:AWS::AccountId:cluster/chargeonce-dev/*'),
    ]);
    // IAM takes a while to know a right: it is there before the cluster is begun.
    const [cluster] = Object.values(dev.findResources('AWS::MSK::Cluster'));
    expect(cluster).toMatchObject({
      DependsOn: expect.arrayContaining([expect.stringMatching(/^KafkaBootstrapBrokersRights/)]),
    });
    expect(resource(dev, 'AWS::IAM::Role', 'Kafka')).not.toHaveProperty('ManagedPolicyArns');
    expect(resource(dev, 'AWS::Lambda::Function')).toMatchObject({ Role: 'KafkaBootstrapBrokersRole.Arn' });
  });

  it('is asked for by the function and under the name that a deployed stack has them by', () => {
    // CloudFormation refuses a custom resource another function, and the flow imports by the name.
    expect(Object.keys(dev.findResources('AWS::Lambda::Function'))).toEqual([
      'AWS679f53fac002430cb0da5b7982bd22872D164C4C',
    ]);
    expect(resource(dev, 'AWS::Lambda::Function')).not.toHaveProperty('FunctionName');
    expect(Object.keys(dev.findResources('Custom::MskBootstrapBrokers'))).toEqual(['KafkaBootstrapBrokers10225061']);
  });
});
