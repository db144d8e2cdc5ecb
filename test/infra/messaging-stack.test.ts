import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { rights } from './granted-rights.ts';
import { resource, resources, synthesise } from './synthesise.ts';

const { messaging: onDemand, flow } = synthesise(stages.dev);
const { messaging: provisioned } = synthesise({ ...stages.dev, kafkaPollers: { minimum: 1, maximum: 2 } });

describe('the network', () => {
  it('spans three zones with private subnets only, zones that mean the same in every account', () => {
    const subnets = Object.values(resources(onDemand, 'AWS::EC2::Subnet'));

    expect(subnets).toMatchObject(
      ['use1-az1', 'use1-az2', 'use1-az4'].map((AvailabilityZoneId) => ({
        AvailabilityZoneId,
        MapPublicIpOnLaunch: false,
      })),
    );
    for (const subnet of subnets) expect(subnet).not.toHaveProperty('AvailabilityZone');
  });

  it('has no way to the internet', () => {
    onDemand.resourceCountIs('AWS::EC2::NatGateway', 0);
    onDemand.resourceCountIs('AWS::EC2::InternetGateway', 0);
    onDemand.resourceCountIs('AWS::EC2::Route', 0);
  });

  it('logs what it refuses, for a month, by a role that the flow logs of this account alone assume', () => {
    expect(resource(onDemand, 'AWS::EC2::FlowLog')).toEqual({
      ResourceType: 'VPC',
      ResourceId: 'Network',
      TrafficType: 'REJECT',
      LogDestinationType: 'cloud-watch-logs',
      LogGroupName: 'NetworkRefusalLogs',
      DeliverLogsPermissionArn: 'NetworkRefusalLogsRole.Arn',
      Tags: expect.anything(),
    });
    expect(resource(onDemand, 'AWS::Logs::LogGroup', 'Network')).toMatchObject({ RetentionInDays: 30 });
    expect(resource(onDemand, 'AWS::IAM::Role', 'Network')).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': 'AWS::AccountId' } },
          },
        ],
      },
    });
  });
});

describe("the network's endpoints", () => {
  it('let out all that the functions beside the brokers do to tables', () => {
    const beside = ['OrderPublisher', 'PaymentPublisher', 'Quarantine', 'KafkaOperator'];
    const rightsBeside = new Set(beside.flatMap((stage) => rights(flow, stage)));
    const onTables = [...rightsBeside].filter((right) => right.startsWith('dynamodb:') && !right.includes('Stream'));

    const inNetwork = flow.findResources('AWS::Lambda::Function', { Properties: { VpcConfig: {} } });
    expect(Object.keys(inNetwork)).toHaveLength(beside.length);
    expect(new Set(onTables)).toEqual(
      new Set([
        'dynamodb:GetItem on OrderApiOrders.Arn',
        'dynamodb:PartiQLUpdate on OrderApiOrders.Arn',
        'dynamodb:UpdateItem on OrderApiOrders.Arn',
        'dynamodb:UpdateItem on PaymentProcessorPaymentDedup.Arn',
      ]),
    );
    expect(resource(onDemand, 'AWS::EC2::VPCEndpoint', 'NetworkDynamoDb')).toMatchObject({
      PolicyDocument: {
        Statement: [{ Action: ['dynamodb:GetItem', 'dynamodb:PartiQLUpdate', 'dynamodb:UpdateItem'] }],
      },
    });
  });

  it('for the pollers are reached over TLS by whoever carries the group of the brokers', () => {
    for (const id of ['NetworkLambda', 'NetworkSts'])
      expect(resource(onDemand, 'AWS::EC2::VPCEndpoint', id)).toMatchObject({
        SecurityGroupIds: ['PollersAccess.GroupId'],
        PrivateDnsEnabled: true,
      });
    expect(resource(onDemand, 'AWS::EC2::SecurityGroup', 'Pollers')).not.toHaveProperty('SecurityGroupIngress');
    expect(resource(onDemand, 'AWS::EC2::SecurityGroupIngress', 'Pollers')).toEqual({
      GroupId: 'PollersAccess.GroupId',
      SourceSecurityGroupId: 'KafkaBrokers.GroupId',
      IpProtocol: 'tcp',
      FromPort: 443,
      ToPort: 443,
      Description: 'event sources',
    });
  });

  it('lead to DynamoDB alone when pollers are provisioned', () => {
    expect(Object.keys(resources(onDemand, 'AWS::EC2::VPCEndpoint'))).toEqual([
      'NetworkDynamoDb',
      'NetworkLambda',
      'NetworkSts',
    ]);
    expect(Object.keys(resources(provisioned, 'AWS::EC2::VPCEndpoint'))).toEqual(['NetworkDynamoDb']);
  });
});
