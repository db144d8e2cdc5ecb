import { allowLambdaAlone } from '../recipes/lambda-rights.ts';
import type { NodeFunction } from '../recipes/node-function.ts';
import type { Kafka } from './kafka.ts';

/** Lets a function write to these topics, and to no other. */
export function allowProducing(producer: NodeFunction, kafka: Kafka, topics: readonly string[]) {
  producer.allow(['kafka-cluster:Connect'], [kafka.clusterArn]);
  producer.allow(
    ['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'],
    topics.map((topic) => kafka.topicArn(topic)),
  );
}

interface Operation {
  readonly topics: readonly string[];
  readonly quarantine: readonly string[];
  readonly groups: readonly string[];
}

/** Lets a function read these topics, put back into them what lies in quarantine, and see and set how far these groups are. */
export function allowOperating(operator: NodeFunction, kafka: Kafka, { topics, quarantine, groups }: Operation) {
  operator.allow(['kafka-cluster:Connect'], [kafka.clusterArn]);
  operator.allow(
    ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'],
    [...topics, ...quarantine].map((topic) => kafka.topicArn(topic)),
  );
  operator.allow(
    ['kafka-cluster:WriteData'],
    topics.map((topic) => kafka.topicArn(topic)),
  );
  operator.allow(
    ['kafka-cluster:DescribeGroup', 'kafka-cluster:AlterGroup'],
    groups.map((group) => kafka.groupArn(group)),
  );
}

interface Subscription {
  readonly topic: string;
  readonly group: string;
}

/** Lets an event source read one topic as one group, with its function's role. */
export function allowConsuming(consumer: NodeFunction, kafka: Kafka, { topic, group }: Subscription) {
  consumer.allow(['kafka-cluster:Connect'], [kafka.clusterArn]);
  consumer.allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], [kafka.topicArn(topic)]);
  consumer.allow(['kafka-cluster:DescribeGroup', 'kafka-cluster:AlterGroup'], [kafka.groupArn(group)]);
  consumer.allow(FIND_CLUSTER, [kafka.clusterArn]);
  allowLambdaAlone(consumer, JOIN_NETWORK);
}

/** What AWSLambdaMSKExecutionRole holds besides logs, written out. */
const FIND_CLUSTER = ['kafka:DescribeCluster', 'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'];
const JOIN_NETWORK = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
];
