import { Stack } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { ExistingKafka } from '../../lib/brokers/existing-kafka.ts';
import { chosenStage } from '../../lib/chosen-stage.ts';
import { stages } from '../../lib/stages.ts';
import { addedTopics } from '../harness/added-parts.ts';
import { rights } from './granted-rights.ts';
import { allResources, existing, resource, resources, synthesise } from './synthesise.ts';

const ARN = 'arn:aws:kafka:eu-west-1:123456789012:cluster/shared/0a1b2c3d-4e5f-6789-abcd-ef0123456789-5';
const GIVEN = {
  cluster: ARN,
  vpc: 'vpc-0a1b2c3d4e5f67890',
  subnets: 'subnet-0a1b2c3d4e5f67890,subnet-1b2c3d4e5f67890a1',
  securityGroup: 'sg-0a1b2c3d4e5f67890',
};
const chosen = (context: Readonly<Record<string, string>>) => chosenStage((key) => context[key]);

describe('the choice of a stage', () => {
  it('is dev, or the one that is named', () => {
    expect(chosen({})).toEqual(stages.dev);
    expect(chosen({ stage: 'prod' })).toEqual(stages.prod);
    expect(() => chosen({ stage: 'test' })).toThrow('There is no stage "test"; there are dev, prod.');
  });

  it("goes to where an existing cluster is, with a prefix before its topics and without metrics that are its owner's", () => {
    expect(chosen({ stage: 'prod', ...GIVEN })).toEqual({
      ...stages.prod,
      region: 'eu-west-1',
      topicPrefix: 'prod.',
      partitionMetrics: false,
      cluster: {
        kind: 'existing',
        arn: ARN,
        express: false,
        vpcId: 'vpc-0a1b2c3d4e5f67890',
        subnetIds: ['subnet-0a1b2c3d4e5f67890', 'subnet-1b2c3d4e5f67890a1'],
        securityGroupId: 'sg-0a1b2c3d4e5f67890',
      },
    });
  });

  it('takes another prefix, or none, on any cluster', () => {
    expect(chosen({ ...GIVEN, topicPrefix: 'team-a.' })).toMatchObject({ topicPrefix: 'team-a.' });
    expect(chosen({ ...GIVEN, topicPrefix: '' })).toMatchObject({ topicPrefix: '' });
    expect(chosen({ topicPrefix: 'mine.' })).toEqual({ ...stages.dev, topicPrefix: 'mine.' });
    expect(() => chosen({ topicPrefix: 'a b' })).toThrow('topicPrefix=a b may hold letters');
  });

  it('says what else describes a cluster when only a part is given', () => {
    const given = { cluster: GIVEN.cluster, vpc: GIVEN.vpc };
    expect(() => chosen(given)).toThrow(
      [
        'An existing cluster takes four values. Missing:',
        '  subnets: subnets of that VPC from which DynamoDB can be reached, separated by commas, such as subnet-0a1b',
      ].join('\n'),
    );
    expect(() => chosen(given)).toThrow('securityGroup: a security group that');
    expect(() => chosen(given)).not.toThrow('vpc: ');
    expect(() => chosen({ vpc: GIVEN.vpc })).toThrow('cluster: the ARN of a provisioned MSK cluster');
  });

  it.each([
    ['cluster', 'shared'],
    ['cluster', 'arn:aws:kafka:eu-west-1:123456789012:topic/shared/0a1b/orders'],
    ['vpc', 'subnet-0a1b2c3d4e5f67890'],
    ['subnets', 'subnet-0a1b2c3d4e5f67890, subnet-1b2c3d4e5f67890a1'],
    ['securityGroup', ''],
  ])('refuses what can\'t be the %s: "%s"', (name, value) => {
    expect(() => chosen({ ...GIVEN, [name]: value })).toThrow(`"${value}" can't be ${name}: `);
  });

  it('takes Express brokers where it is told of them', () => {
    expect(chosen({ ...GIVEN, express: 'true' })).toMatchObject({ cluster: { express: true } });
    expect(() => chosen({ ...GIVEN, express: 'yes' })).toThrow('-c express=yes must be true');
  });

  it('refuses MSK Serverless, on which CloudFormation makes no topics', () => {
    expect(() => chosen({ ...GIVEN, cluster: ARN.replace(/-5$/, '-s2') })).toThrow('is an MSK Serverless cluster');
  });
});

describe('a stage on an existing cluster', () => {
  const { stacks, topics, flow } = synthesise(chosen(GIVEN));

  it('makes topics and the flow alone', () => {
    expect(stacks.map(({ stackName }) => stackName)).toEqual(['chargeonce-dev-topics', 'chargeonce-dev-flow']);
    expect(new Set(allResources(topics).map(({ Type }) => Type))).toEqual(
      new Set([
        'AWS::MSK::Topic',
        // These ask for the addresses of the brokers.
        'Custom::MskBootstrapBrokers',
        'AWS::Lambda::Function',
        'AWS::IAM::Role',
        'AWS::IAM::Policy',
        'AWS::Logs::LogGroup',
      ]),
    );
    expect(Object.values(resources(topics, 'AWS::MSK::Topic'))).toMatchObject(
      Array(6 + addedTopics.length).fill({ ClusterArn: ARN, TopicName: expect.stringMatching(/^dev\./) }),
    );
  });

  it('asks for the brokers once its topics are made, which are begun when it has the right to ask', () => {
    const dependsOn = (pattern: RegExp) => ({ DependsOn: expect.arrayContaining([expect.stringMatching(pattern)]) });

    for (const topic of Object.values(topics.findResources('AWS::MSK::Topic')))
      expect(topic).toMatchObject(dependsOn(/^KafkaBootstrapBrokersRights/));
    const [asked] = Object.values(topics.findResources('Custom::MskBootstrapBrokers'));
    expect(asked).toMatchObject(dependsOn(/^OrderPlaced/));
  });

  it('is known to metrics by the name of the cluster', () => {
    expect(new ExistingKafka(new Stack(), 'Kafka', existing).clusterName).toBe('shared');
  });

  it('has its publishers, its quarantine and its operator in the given subnets, with the given group', () => {
    const inNetwork = flow.findResources('AWS::Lambda::Function', { Properties: { VpcConfig: {} } });
    expect(Object.keys(inNetwork)).toHaveLength(4);
    for (const id of ['OrderPublisher', 'PaymentPublisher', 'Quarantine', 'KafkaOperator'])
      expect(resource(flow, 'AWS::Lambda::Function', id)).toMatchObject({
        VpcConfig: {
          SubnetIds: ['subnet-0a1b2c3d4e5f67890', 'subnet-1b2c3d4e5f67890a1'],
          SecurityGroupIds: ['sg-0a1b2c3d4e5f67890'],
        },
      });
    flow.resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
    flow.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  });

  it('may touch its own topics and groups and no others of the cluster', () => {
    const ofCluster = (kind: string) => ARN.replace(':cluster/', `:${kind}/`);
    const [consuming, publishing] = [rights(flow, 'PaymentProcessor'), rights(flow, 'OrderPublisher')];

    expect(consuming.filter((right) => right.startsWith('kafka'))).toEqual([
      `kafka-cluster:AlterGroup on ${ofCluster('group')}/dev.payment-processor`,
      `kafka-cluster:Connect on ${ARN}`,
      `kafka-cluster:DescribeGroup on ${ofCluster('group')}/dev.payment-processor`,
      `kafka-cluster:DescribeTopic on ${ofCluster('topic')}/dev.orders.order-placed.v1`,
      `kafka-cluster:ReadData on ${ofCluster('topic')}/dev.orders.order-placed.v1`,
      `kafka:DescribeCluster on ${ARN}`,
      `kafka:DescribeClusterV2 on ${ARN}`,
      `kafka:GetBootstrapBrokers on ${ARN}`,
    ]);
    expect(publishing.filter((right) => right.startsWith('kafka'))).toEqual([
      `kafka-cluster:Connect on ${ARN}`,
      `kafka-cluster:DescribeTopic on ${ofCluster('topic')}/dev.orders.order-cancelled.v1`,
      `kafka-cluster:DescribeTopic on ${ofCluster('topic')}/dev.orders.order-placed.v1`,
      `kafka-cluster:WriteData on ${ofCluster('topic')}/dev.orders.order-cancelled.v1`,
      `kafka-cluster:WriteData on ${ofCluster('topic')}/dev.orders.order-placed.v1`,
    ]);
  });
});
