import * as z from 'zod/mini';
import type { AwsStage } from '../lib/stages.ts';
import { resourcesOfType, type Templates } from '../local/assembly.ts';
import {
  be,
  beAtLeast,
  beLeftOut,
  beSet,
  haveEntries,
  haveLine,
  type RequiredSettings,
  settingAt,
} from './required-settings.ts';

/** Amazon MSK's own defaults lose records, or let anyone in. */
export const kafkaRules: readonly RequiredSettings[] = [
  {
    kind: 'Kafka cluster',
    type: 'AWS::MSK::Cluster',
    rules: [
      ['NumberOfBrokerNodes', beAtLeast(3), 'Three replicas need three brokers.'],
      ['ClientAuthentication.Sasl.Iam.Enabled', be(true), 'IAM is how clients are known.'],
      ['ClientAuthentication.Unauthenticated.Enabled', be(false), 'Nobody comes in unknown.'],
      ['ClientAuthentication.Sasl.Scram', beLeftOut, 'Passwords are a second way in.'],
      ['ClientAuthentication.Tls', beLeftOut, 'Certificates are a second way in.'],
      ['EncryptionInfo.EncryptionInTransit.ClientBroker', be('TLS'), 'Clients speak TLS.'],
      ['EncryptionInfo.EncryptionInTransit.InCluster', be(true), 'Brokers speak TLS to each other.'],
      ['EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId', beSet, 'A key of the account can be withdrawn.'],
      ['BrokerNodeGroupInfo.ConnectivityInfo', beLeftOut, 'Brokers are reached from their network only.'],
      [
        'LoggingInfo.BrokerLogs.CloudWatchLogs.Enabled',
        be(true),
        'Without logs nobody learns why a client is refused.',
      ],
      ['ConfigurationInfo.Arn', beSet, "Without a configuration MSK's defaults hold."],
    ],
  },
  {
    kind: "brokers' configuration",
    type: 'AWS::MSK::Configuration',
    rules: [
      ['ServerProperties', haveLine('auto.create.topics.enable=false'), 'A mistyped name makes a topic.'],
      ['ServerProperties', haveLine('allow.everyone.if.no.acl.found=false'), 'A topic without rules is open to all.'],
    ],
  },
  {
    kind: "standard brokers' configuration",
    type: 'AWS::MSK::Configuration',
    // For Express brokers the safe values are fixed.
    applies: (_, templates) => !resourcesOfType(templates, 'AWS::MSK::Cluster').some(isExpress),
    rules: [
      [
        'ServerProperties',
        haveLine('unclean.leader.election.enable=false'),
        'A replica that lags may not lead: it lacks acknowledged records.',
      ],
      ['ServerProperties', haveLine('min.insync.replicas=2'), 'One copy is lost with its broker.'],
      ['ServerProperties', haveLine('default.replication.factor=3'), "Also Kafka's own topics, such as the offsets."],
    ],
  },
  {
    kind: 'topic',
    type: 'AWS::MSK::Topic',
    rules: [['ReplicationFactor', be(3), 'With fewer, an acknowledged record can be lost with one broker.']],
  },
  {
    kind: 'function with brokers',
    type: 'AWS::Lambda::Function',
    // The emulated stage, whose brokers are reached from anywhere, is not checked.
    applies: (settings) => settingAt(settings, 'Environment.Variables.KAFKA_BROKERS') !== undefined,
    rules: [
      ['VpcConfig.SubnetIds', haveEntries, 'From outside the network no broker answers.'],
      ['VpcConfig.SecurityGroupIds', haveEntries, "Brokers admit their clients' group only."],
    ],
  },
];

const isExpress = ({ Properties }: { readonly Properties: unknown }) =>
  String(settingAt(Properties, 'BrokerNodeGroupInfo.InstanceType')).startsWith('express.');

const Topic = z.object({ TopicName: z.string(), Configs: z.string() });
const TopicSettings = z.record(z.string(), z.string());

/** Said of each topic, too: its cluster may be another's. */
const SAFE = { 'min.insync.replicas': '2', 'unclean.leader.election.enable': 'false' };

/** A topic's settings are JSON in base64. Returns what is wrong, one line each. */
export function unsafeTopics(templates: Templates, { cluster }: Pick<AwsStage, 'cluster'>): readonly string[] {
  const express = cluster.kind === 'express' || (cluster.kind === 'existing' && cluster.express);
  // Express brokers have these values, and let nobody name them.
  const wanted = Object.entries(express ? {} : SAFE);
  return resourcesOfType(templates, 'AWS::MSK::Topic').flatMap(({ Properties }) => {
    const { TopicName, Configs } = Topic.parse(Properties);
    const settings = TopicSettings.parse(JSON.parse(Buffer.from(Configs, 'base64').toString('utf8')));
    return wanted
      .filter(([setting, value]) => settings[setting] !== value)
      .map(([setting, value]) => `${TopicName} needs ${setting}=${value}`);
  });
}
