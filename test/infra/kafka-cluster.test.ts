import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resource, resources } from './resources.ts';
import { synthesise } from './synthesise.ts';

const { messaging } = synthesise(stages.dev);

describe('the Kafka cluster', () => {
  it('runs a recommended version on three brokers in three zones', () => {
    expect(resource(messaging, 'AWS::MSK::Cluster')).toMatchObject({
      ClusterName: 'chargeonce-dev',
      KafkaVersion: '3.9.x.kraft',
      NumberOfBrokerNodes: 3,
      BrokerNodeGroupInfo: {
        ClientSubnets: ['NetworkPrivateSubnet1Subnet', 'NetworkPrivateSubnet2Subnet', 'NetworkPrivateSubnet3Subnet'],
        SecurityGroups: ['KafkaBrokers.GroupId'],
      },
    });
  });

  it('lets nobody in but by IAM over TLS', () => {
    expect(resource(messaging, 'AWS::MSK::Cluster')).toMatchObject({
      ClientAuthentication: { Sasl: { Iam: { Enabled: true } }, Unauthenticated: { Enabled: false } },
      EncryptionInfo: { EncryptionInTransit: { ClientBroker: 'TLS', InCluster: true } },
    });
  });

  it('overrides the defaults that lose records or let anyone in', () => {
    const settings = resource(messaging, 'AWS::MSK::Configuration');

    expect(settings).toEqual({
      Name: 'chargeonce-dev',
      KafkaVersionsList: ['3.9.x.kraft'],
      ServerProperties: [
        'auto.create.topics.enable=false',
        'default.replication.factor=3',
        'min.insync.replicas=2',
        'unclean.leader.election.enable=false',
        'allow.everyone.if.no.acl.found=false',
      ].join('\n'),
    });
    expect(resource(messaging, 'AWS::MSK::Cluster')).toMatchObject({
      ConfigurationInfo: { Arn: 'KafkaConfiguration.Arn', Revision: 'KafkaConfiguration.LatestRevision.Revision' },
    });
  });

  it('is reached on the IAM port only, by its clients and by the event sources', () => {
    const rules = Object.values(resources(messaging, 'AWS::EC2::SecurityGroupIngress'));

    const open = { GroupId: 'KafkaBrokers.GroupId', IpProtocol: 'tcp', FromPort: 9098, ToPort: 9098 };
    expect(rules).toEqual([
      { ...open, Description: 'functions', SourceSecurityGroupId: 'KafkaClients.GroupId' },
      { ...open, Description: 'event sources', SourceSecurityGroupId: 'KafkaBrokers.GroupId' },
    ]);
    for (const group of ['KafkaBrokers', 'KafkaClients'])
      expect(resource(messaging, 'AWS::EC2::SecurityGroup', group)).not.toHaveProperty('SecurityGroupIngress');
  });

  it('asks MSK for the addresses of its brokers, with the right to ask for nothing else', () => {
    expect(resource(messaging, 'Custom::MskBootstrapBrokers')).toMatchObject({
      Create: expect.stringContaining('"service":"Kafka","action":"getBootstrapBrokers"'),
      InstallLatestAwsSdk: false,
    });
    expect(resource(messaging, 'AWS::IAM::Policy')).toMatchObject({
      PolicyDocument: {
        Statement: [{ Action: 'kafka:GetBootstrapBrokers', Effect: 'Allow', Resource: 'KafkaCluster.Arn' }],
      },
    });
  });
});
