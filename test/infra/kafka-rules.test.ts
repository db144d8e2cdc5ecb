import { describe, expect, it } from 'vitest';
import { kafkaRules } from '../../rules/kafka-rules.ts';
import { describeEachRule, faultsOf } from './each-rule.ts';

const cluster = {
  Type: 'AWS::MSK::Cluster',
  Properties: {
    NumberOfBrokerNodes: 3,
    BrokerNodeGroupInfo: { InstanceType: 'kafka.m7g.large' },
    ClientAuthentication: { Sasl: { Iam: { Enabled: true } }, Unauthenticated: { Enabled: false } },
    EncryptionInfo: {
      EncryptionInTransit: { ClientBroker: 'TLS', InCluster: true },
      EncryptionAtRest: { DataVolumeKMSKeyId: 'key' },
    },
    LoggingInfo: { BrokerLogs: { CloudWatchLogs: { Enabled: true } } },
    ConfigurationInfo: { Arn: 'configuration', Revision: 1 },
  },
};
const BROKERS = [
  'auto.create.topics.enable=false',
  'default.replication.factor=3',
  'min.insync.replicas=2',
  'unclean.leader.election.enable=false',
  'allow.everyone.if.no.acl.found=false',
];
const configuration = { Type: 'AWS::MSK::Configuration', Properties: { ServerProperties: BROKERS.join('\n') } };
/** Left out, set to another value, and as a part of another setting. */
const without = (setting: string, other: string) => [
  BROKERS.filter((line) => line !== setting).join('\n'),
  BROKERS.map((line) => (line === setting ? other : line)).join('\n'),
  BROKERS.map((line) => (line === setting ? `x.${line}0` : line)).join('\n'),
];
const topic = { Type: 'AWS::MSK::Topic', Properties: { ReplicationFactor: 3 } };
const client = {
  Type: 'AWS::Lambda::Function',
  Properties: {
    Environment: { Variables: { KAFKA_BROKERS: 'broker:9098' } },
    VpcConfig: { SubnetIds: ['subnet'], SecurityGroupIds: ['clients'] },
  },
};

describeEachRule('a cluster, a topic and a client of Kafka', kafkaRules, {
  'Kafka cluster': {
    keeps: cluster,
    breaks: {
      'NumberOfBrokerNodes must be at least 3': [2, undefined],
      'ClientAuthentication.Sasl.Iam.Enabled must be true': [undefined, false],
      'ClientAuthentication.Unauthenticated.Enabled must be false': [undefined, true],
      'ClientAuthentication.Sasl.Scram must be left out': [{ Enabled: true }],
      'ClientAuthentication.Tls must be left out': [{ Enabled: true }],
      'EncryptionInfo.EncryptionInTransit.ClientBroker must be "TLS"': [undefined, 'TLS_PLAINTEXT'],
      'EncryptionInfo.EncryptionInTransit.InCluster must be true': [undefined, false],
      'EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId must be set': [undefined],
      'BrokerNodeGroupInfo.ConnectivityInfo must be left out': [{ PublicAccess: { Type: 'SERVICE_PROVIDED_EIPS' } }],
      'LoggingInfo.BrokerLogs.CloudWatchLogs.Enabled must be true': [undefined, false],
      'ConfigurationInfo.Arn must be set': [undefined],
    },
  },
  "brokers' configuration": {
    keeps: configuration,
    breaks: {
      'ServerProperties must have the line auto.create.topics.enable=false': without(
        'auto.create.topics.enable=false',
        'auto.create.topics.enable=true',
      ),
      'ServerProperties must have the line allow.everyone.if.no.acl.found=false': without(
        'allow.everyone.if.no.acl.found=false',
        'allow.everyone.if.no.acl.found=true',
      ),
    },
  },
  "standard brokers' configuration": {
    keeps: configuration,
    breaks: {
      'ServerProperties must have the line unclean.leader.election.enable=false': without(
        'unclean.leader.election.enable=false',
        'unclean.leader.election.enable=true',
      ),
      'ServerProperties must have the line min.insync.replicas=2': without(
        'min.insync.replicas=2',
        'min.insync.replicas=1',
      ),
      'ServerProperties must have the line default.replication.factor=3': without(
        'default.replication.factor=3',
        'default.replication.factor=2',
      ),
    },
  },
  topic: { keeps: topic, breaks: { 'ReplicationFactor must be 3': [2, undefined] } },
  'function with brokers': {
    keeps: client,
    breaks: {
      'VpcConfig.SubnetIds must have entries': [[], undefined],
      'VpcConfig.SecurityGroupIds must have entries': [[], undefined],
    },
  },
});

describe('brokers that are Express', () => {
  const { BrokerNodeGroupInfo } = cluster.Properties;
  const settings = ['auto.create.topics.enable=false', 'allow.everyone.if.no.acl.found=false'].join('\n');
  const withBrokers = (InstanceType: string) => ({
    Brokers: {
      ...cluster,
      Properties: { ...cluster.Properties, BrokerNodeGroupInfo: { ...BrokerNodeGroupInfo, InstanceType } },
    },
    Settings: { ...configuration, Properties: { ServerProperties: settings } },
  });

  it('may leave unsaid what is fixed for them', () => {
    expect(faultsOf(kafkaRules, withBrokers('express.m7g.large'))).toEqual([]);
  });

  it('may do so alone', () => {
    expect(faultsOf(kafkaRules, withBrokers('kafka.m7g.large'))).toHaveLength(3);
  });
});
