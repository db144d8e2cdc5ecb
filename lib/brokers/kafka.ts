import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { EVENTS, type EventName, quarantineTopics } from '../../functions/contracts/events.ts';
import type { KafkaOperatorEnv } from '../../functions/kafka-operator/env.ts';
import type { OutboxEnv } from '../../functions/outbox/env.ts';

/** The brokers: the stage's own, in a network of their own, or those of a cluster that is there already, of MSK or not. */
export type StageCluster = OwnCluster | ExistingCluster | SelfManagedCluster;

/** The library by which events are published (docs/adr/033). */
export type PublishingLibrary = NonNullable<OutboxEnv['KAFKA_CLIENT']>;

/** Three brokers in three zones. Express brokers have no volumes: their storage grows by itself and is paid as it is used. */
export type OwnCluster =
  | {
      readonly kind: 'brokers';
      readonly instanceType: `kafka.${string}`;
      /** What each broker starts with, and how far its volume may grow; it never shrinks. */
      readonly volumeGiB: number;
      readonly maxVolumeGiB: number;
    }
  | { readonly kind: 'express'; readonly instanceType: `express.${string}` };

/** What a synth has to know about a cluster, since it looks nothing up. */
export interface ExistingCluster {
  readonly kind: 'existing';
  readonly arn: string;
  /** Express brokers refuse settings that standard ones need. */
  readonly express: boolean;
  readonly vpcId: string;
  /** Where the functions beside the brokers go. DynamoDB must be reachable from there. */
  readonly subnetIds: readonly string[];
  /** What these functions carry. The brokers' own groups must admit it on the IAM port, 9098. */
  readonly securityGroupId: string;
}

/** Brokers that somebody runs outside of MSK. Who creates their topics, and says who may use them, is nothing that a stack knows. */
export interface SelfManagedCluster extends SelfManagedAccess {
  readonly kind: 'self-managed';
  /** host:port of each broker that clients begin with. */
  readonly brokers: readonly string[];
  readonly vpcId: string;
}

/** How functions and Lambda's pollers come to brokers outside of MSK, always over TLS. */
export interface SelfManagedAccess {
  /** `scram`: a password, by SCRAM-SHA-512. `mtls`: a certificate. */
  readonly auth: 'scram' | 'mtls';
  /**
   * The whole ARN of a secret: `{ "username", "password" }`, or `{ "certificate", "privateKey" }` in PEM, with a
   * `privateKeyPassword` where the key has one.
   */
  readonly secretArn: string;
  /** The same of `{ "certificate" }`, of the authority that vouches for the brokers; undefined: a public one does. */
  readonly authoritySecretArn?: string;
  /** Where functions and pollers go. DynamoDB, Secrets Manager, Lambda and STS must be reachable from there. */
  readonly subnetIds: readonly string[];
  /** What these carry. The brokers must admit it. */
  readonly securityGroupId: string;
}

/** The brokers as the flow knows them, whoever runs them. */
export interface Kafka {
  /** Undefined: they are no cluster of MSK. */
  readonly clusterArn: string | undefined;
  readonly selfManaged?: SelfManagedAccess;
  /** What MSK's metrics call it. */
  readonly clusterName: string;
  /** host:port of each broker, separated by commas. */
  readonly brokers: string;
  readonly auth: KafkaOperatorEnv['KAFKA_AUTH'];
  /** How many standard brokers the project runs itself, and watches. Express brokers lack the metrics. */
  readonly ownBrokers?: number | undefined;
  /** Where a function must be to reach the brokers; undefined where it reaches them from anywhere. */
  readonly network: { readonly vpc: IVpc; readonly clientSecurityGroup: ISecurityGroup } | undefined;
  /** The ARN that IAM knows a topic by. */
  topicArn(topic: string): string;
  /** The ARN that IAM knows a consumer group by. */
  groupArn(group: string): string;
}

/** Brokers that are given by their addresses, without a network or rights of their own: an emulated stage's. */
export function givenKafka(brokers: string): Kafka {
  const arn = (kind: string, name: string) => `arn:aws:kafka:us-east-1:000000000000:${kind}/given/0/${name}`;
  return {
    clusterArn: 'arn:aws:kafka:us-east-1:000000000000:cluster/given/0',
    clusterName: 'given',
    brokers,
    auth: 'none',
    network: undefined,
    topicArn: (topic) => arn('topic', topic),
    groupArn: (group) => arn('group', group),
  };
}

/** How a function reaches the brokers. */
export const kafkaEnvironment = ({ brokers, auth, selfManaged }: Kafka): KafkaOperatorEnv => ({
  KAFKA_BROKERS: brokers,
  KAFKA_AUTH: auth,
  ...(selfManaged && { KAFKA_SECRET: selfManaged.secretArn }),
  ...(selfManaged?.authoritySecretArn && { KAFKA_CA_SECRET: selfManaged.authoritySecretArn }),
});

/** The topics of a stage; each event has a quarantine for what its consumer can't process. */
export function topicNames({ topicPrefix }: { readonly topicPrefix: string }) {
  const named = Object.entries(EVENTS).map(([event, { topic }]) => [event, topicPrefix + topic]);
  const events = Object.fromEntries(named) as Readonly<Record<EventName, string>>;
  return { events, quarantine: quarantineTopics((event) => events[event]) };
}
export type TopicNames = ReturnType<typeof topicNames>;

/** The stack's output that names the topic of an event. */
export const topicOutput = <Name extends string>(event: Name) => `${capitalized(event)}Topic` as const;

export const capitalized = <Text extends string>(text: Text) =>
  (text.charAt(0).toUpperCase() + text.slice(1)) as Capitalize<Text>;

/** The group as which a consumer reads its topic. */
export const consumerGroup = ({ topicPrefix }: { readonly topicPrefix: string }, consumer: string) =>
  topicPrefix + consumer;

/** What holds of each topic, whoever makes it. */
export const EVERY_TOPIC: { readonly partitions: number; readonly settings: Readonly<Record<string, string>> } = {
  partitions: 6,
  // Brokers unpack what a producer compressed, by whichever of the four ways: not every reader knows all of them.
  settings: { 'compression.type': 'uncompressed' },
};
