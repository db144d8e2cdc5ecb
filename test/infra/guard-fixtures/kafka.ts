import { type Fixture, type Fixtures, type Properties, resource } from './fixture.ts';

const cluster = resource('AWS::MSK::Cluster', {
  NumberOfBrokerNodes: 3,
  BrokerNodeGroupInfo: { InstanceType: 'kafka.m7g.large' },
  ClientAuthentication: { Sasl: { Iam: { Enabled: true } }, Unauthenticated: { Enabled: false } },
  EncryptionInfo: {
    EncryptionInTransit: { ClientBroker: 'TLS', InCluster: true },
    EncryptionAtRest: { DataVolumeKMSKeyId: 'key' },
  },
  LoggingInfo: { BrokerLogs: { CloudWatchLogs: { Enabled: true } } },
  ConfigurationInfo: { Arn: 'configuration', Revision: 1 },
});
const atRest = { EncryptionAtRest: { DataVolumeKMSKeyId: 'key' } };
const admits = (ClientAuthentication: Properties) => cluster({ ClientAuthentication });
const inTransit = (EncryptionInTransit: Properties) => cluster({ EncryptionInfo: { EncryptionInTransit, ...atRest } });

const SETTINGS = [
  'auto.create.topics.enable=false',
  'default.replication.factor=3',
  'min.insync.replicas=2',
  'unclean.leader.election.enable=false',
  'allow.everyone.if.no.acl.found=false',
];
const configuration = (settings: readonly string[]) =>
  resource('AWS::MSK::Configuration', { ServerProperties: settings.join('\n') })();
/** Left out, and set to another value. */
const without = (setting: string, other: string) => [
  configuration(SETTINGS.filter((line) => line !== setting)),
  configuration(SETTINGS.map((line) => (line === setting ? other : line))),
];
const configured = (setting: string, other: string): Fixture => ({
  keeps: configuration(SETTINGS),
  breaks: without(setting, other),
});

const topic = resource('AWS::MSK::Topic', { ReplicationFactor: 3 });

/** By the names of the rules. */
export const kafkaFixtures: Fixtures = {
  brokers_are_three: { keeps: cluster(), breaks: [cluster({ NumberOfBrokerNodes: 2 })] },
  brokers_take_iam_only: {
    keeps: cluster(),
    breaks: [
      admits({ Unauthenticated: { Enabled: false } }),
      admits({ Sasl: { Iam: { Enabled: true } } }),
      admits({ Sasl: { Iam: { Enabled: true } }, Unauthenticated: { Enabled: true } }),
      admits({ Sasl: { Iam: { Enabled: true }, Scram: { Enabled: true } }, Unauthenticated: { Enabled: false } }),
      admits({ Sasl: { Iam: { Enabled: true } }, Tls: { Enabled: true }, Unauthenticated: { Enabled: false } }),
    ],
  },
  brokers_take_tls_only: {
    keeps: cluster(),
    breaks: [
      inTransit({ InCluster: true }),
      inTransit({ ClientBroker: 'TLS_PLAINTEXT', InCluster: true }),
      inTransit({ ClientBroker: 'TLS', InCluster: false }),
    ],
  },
  brokers_are_private: {
    keeps: cluster(),
    breaks: [
      cluster({
        BrokerNodeGroupInfo: {
          InstanceType: 'kafka.m7g.large',
          ConnectivityInfo: { PublicAccess: { Type: 'SERVICE_PROVIDED_EIPS' } },
        },
      }),
    ],
  },
  volumes_have_a_key_of_their_own: {
    keeps: cluster(),
    breaks: [cluster({ EncryptionInfo: { EncryptionInTransit: { ClientBroker: 'TLS', InCluster: true } } })],
  },
  brokers_log: { keeps: cluster(), breaks: [cluster({ LoggingInfo: undefined })] },
  brokers_are_configured: { keeps: cluster(), breaks: [cluster({ ConfigurationInfo: undefined })] },
  topics_are_not_made_by_accident: configured('auto.create.topics.enable=false', 'auto.create.topics.enable=true'),
  strangers_are_refused: configured('allow.everyone.if.no.acl.found=false', 'allow.everyone.if.no.acl.found=true'),
  unclean_election_is_off: configured('unclean.leader.election.enable=false', 'unclean.leader.election.enable=true'),
  two_replicas_acknowledge: configured('min.insync.replicas=2', 'min.insync.replicas=1'),
  new_topics_have_three_replicas: configured('default.replication.factor=3', 'default.replication.factor=2'),
  topics_have_three_replicas: {
    keeps: topic(),
    breaks: [topic({ ReplicationFactor: 2 }), topic({ ReplicationFactor: undefined })],
  },
};
