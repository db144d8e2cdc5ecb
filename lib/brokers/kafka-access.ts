import { allowLambdaAlone } from '../recipes/lambda-rights.ts';
import type { NodeFunction } from '../recipes/node-function.ts';
import type { Kafka, SelfManagedAccess } from './kafka.ts';

/** Lets a function write to these topics, and to no other. */
export function allowProducing(producer: NodeFunction, kafka: Kafka, topics: readonly string[]) {
  if (!allowConnecting(producer, kafka)) return;
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
  if (!allowConnecting(operator, kafka)) return;
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
  allowLambdaAlone(consumer, JOIN_NETWORK);
  if (!allowConnecting(consumer, kafka)) return;
  consumer.allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], [kafka.topicArn(topic)]);
  consumer.allow(['kafka-cluster:DescribeGroup', 'kafka-cluster:AlterGroup'], [kafka.groupArn(group)]);
  consumer.allow(FIND_CLUSTER, [kafka.clusterArn]);
}

/** Whether rights are IAM's to give: brokers outside of MSK have rules of their own for whoever knows the secret. */
function allowConnecting(client: NodeFunction, kafka: Kafka): kafka is Kafka & { readonly clusterArn: string } {
  const { clusterArn, selfManaged } = kafka;
  if (clusterArn !== undefined) client.allow(['kafka-cluster:Connect'], [clusterArn]);
  if (selfManaged) client.allow(['secretsmanager:GetSecretValue'], secretsOf(selfManaged));
  return clusterArn !== undefined;
}

const secretsOf = ({ secretArn, authoritySecretArn }: SelfManagedAccess) => [
  secretArn,
  ...(authoritySecretArn ? [authoritySecretArn] : []),
];

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
