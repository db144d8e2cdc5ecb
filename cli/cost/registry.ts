import { type Line, lineOf, type Traffic } from './bill.ts';
import { clusterUsage, topicUsage } from './models/broker-usage.ts';
import { functionUsage } from './models/function-usage.ts';
import { alarmUsage } from './models/monitoring-usage.ts';
import { endpointUsage, flowLogUsage } from './models/network-usage.ts';
import { tableUsage } from './models/table-usage.ts';
import { apiStageUsage, apiUsage, eventSourceUsage, ruleUsage } from './models/trigger-usage.ts';
import type { Resource, StageResources } from './resources.ts';
import type { Free, Usage } from './usage.ts';

/** What the templates need and do not make. */
const OUTSIDE = { id: 'not in the templates', type: 'not in the templates' };

/** What resources cost. Refuses a type that it does not know: silence would be a price of nothing. */
export function costOf(stage: StageResources, traffic: Traffic): Line[] {
  const lines = stage.flatMap((resource) => usageOf(resource, stage).map((usage) => lineOf(resource, usage, traffic)));
  return [...lines, ...outsideTheTemplates(stage).map((usage) => lineOf(OUTSIDE, usage, traffic))];
}

function usageOf(resource: Resource, stage: StageResources): readonly Usage[] {
  const model = REGISTRY[resource.type];
  if (model === undefined)
    throw new Error(
      `${resource.id} is of type ${resource.type}, whose price is not known: add it to cli/cost/registry.ts, priced or free`,
    );
  if ('free' in model) return [];
  try {
    return model(resource, stage);
  } catch (error) {
    throw new Error(`${resource.id} ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

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

/** The end of a secret's ARN in a policy. */
const SECRET = /:secret:([\w/-]+)-\?{6}/g;

/** The gateway's key, and what it signs its events with: secrets that functions read, and that their owner makes. */
function outsideTheTemplates(stage: StageResources): Usage[] {
  if (stage.some(({ type }) => type === 'AWS::SecretsManager::Secret')) return [];
  const names = stage.flatMap(({ properties }) =>
    Array.from(JSON.stringify(properties).matchAll(SECRET), ([, name]) => name),
  );
  return [...new Set(names)].map((name) => ({ what: `secret ${String(name)}`, price: 'secret', always: 1 }));
}
