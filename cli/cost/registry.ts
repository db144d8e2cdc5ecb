import { alarmUsage } from './models/alarms.ts';
import { tableUsage } from './models/dynamodb.ts';
import { eventSourceUsage } from './models/event-source.ts';
import { apiStageUsage, apiUsage } from './models/http-api.ts';
import { functionUsage } from './models/lambda.ts';
import { clusterUsage } from './models/msk.ts';
import { endpointUsage, flowLogUsage } from './models/network.ts';
import { ruleUsage } from './models/schedule.ts';
import { topicUsage } from './models/topic.ts';
import type { Resource, StageResources } from './resources.ts';
import type { Free, Usage } from './usage.ts';

/** What a resource uses, from its own settings and those of the others. */
export type Model = (resource: Resource, stage: StageResources) => readonly Usage[];

const one =
  (usage: Omit<Usage, 'always'>): Model =>
  () => [{ ...usage, always: 1 }];
const free = (reason: string): Free => ({ free: reason });
const withItsFunction = free('paid with the requests to its API');
const withItsWriter = free('paid with what is written to it, at its writer');
const rights = free('rights cost nothing');
const network = free('networks, routes and firewalls cost nothing');
const shifting = free('CodeDeploy is free for functions');
const atDeployment = free('runs at deployments only');

/** Every type of resource that a template may hold: priced, or free for a reason. */
export const REGISTRY: Readonly<Record<string, Model | Free>> = {
  'AWS::ApiGatewayV2::Api': apiUsage,
  'AWS::ApiGatewayV2::Authorizer': withItsFunction,
  'AWS::ApiGatewayV2::Integration': withItsFunction,
  'AWS::ApiGatewayV2::Route': withItsFunction,
  'AWS::ApiGatewayV2::Stage': apiStageUsage,
  'AWS::ApplicationAutoScaling::ScalableTarget': free('volumes that have grown are paid as larger volumes'),
  'AWS::ApplicationAutoScaling::ScalingPolicy': free('its alarms belong to AWS'),
  'AWS::Budgets::Budget': free('a budget without actions is free'),
  'AWS::CDK::Metadata': free('is a note'),
  'AWS::CloudWatch::Alarm': alarmUsage,
  'AWS::CloudWatch::CompositeAlarm': one({ what: 'composite alarm', price: 'composite-alarm' }),
  'AWS::CloudWatch::Dashboard': one({ what: 'dashboard', price: 'dashboard' }),
  'AWS::CodeDeploy::Application': shifting,
  'AWS::CodeDeploy::DeploymentGroup': shifting,
  'AWS::DynamoDB::Table': tableUsage,
  'AWS::EC2::FlowLog': flowLogUsage,
  'AWS::EC2::RouteTable': network,
  'AWS::EC2::SecurityGroup': network,
  'AWS::EC2::SecurityGroupEgress': network,
  'AWS::EC2::SecurityGroupIngress': network,
  'AWS::EC2::Subnet': network,
  'AWS::EC2::SubnetRouteTableAssociation': network,
  'AWS::EC2::VPC': network,
  'AWS::EC2::VPCEndpoint': endpointUsage,
  'AWS::Events::Rule': ruleUsage,
  'AWS::IAM::ManagedPolicy': rights,
  'AWS::IAM::Policy': rights,
  'AWS::IAM::Role': rights,
  'AWS::KMS::Alias': free('is a name'),
  'AWS::KMS::Key': one({ what: 'key', price: 'key' }),
  'AWS::Lambda::Alias': free('is a name'),
  'AWS::Lambda::EventInvokeConfig': free('is a setting of a function'),
  'AWS::Lambda::EventSourceMapping': eventSourceUsage,
  'AWS::Lambda::Function': functionUsage,
  'AWS::Lambda::Permission': rights,
  'AWS::Lambda::Version': free('code is free to keep, up to 75 GB'),
  'AWS::Logs::LogGroup': withItsWriter,
  'AWS::Logs::MetricFilter': one({ what: 'metric from logs', price: 'metric' }),
  'AWS::Logs::QueryDefinition': free('a query is paid when it is run, by what it reads ($0.005 a GB)'),
  'AWS::Logs::ResourcePolicy': rights,
  'AWS::MSK::Cluster': clusterUsage,
  'AWS::MSK::ClusterPolicy': rights,
  'AWS::MSK::Configuration': free('is a setting of the brokers'),
  'AWS::MSK::Topic': topicUsage,
  'AWS::S3::Bucket': free('holds only what event sources have given up: nothing, while all is well'),
  'AWS::S3::BucketPolicy': rights,
  'AWS::SecretsManager::ResourcePolicy': rights,
  'AWS::SecretsManager::Secret': one({ what: 'secret', price: 'secret' }),
  'AWS::SNS::Subscription': free('a message is paid when an alarm goes off'),
  'AWS::SNS::Topic': free('a message is paid when an alarm goes off'),
  'AWS::SNS::TopicPolicy': rights,
  'Custom::MskBootstrapBrokers': atDeployment,
  'Custom::S3AutoDeleteObjects': atDeployment,
  'Custom::VpcRestrictDefaultSG': atDeployment,
};
