import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { KafkaOperatorEnv } from '../../functions/kafka-operator/env.ts';

/** The brokers as the flow knows them, whoever runs them. */
export interface Kafka {
  readonly clusterArn: string;
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
