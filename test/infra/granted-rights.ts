import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';
import { resource } from './synthesise.ts';

const OneOrMore = z.union([z.string(), z.array(z.string())]);
const Policy = z.object({
  PolicyDocument: z.object({
    Statement: z.array(z.object({ Effect: z.enum(['Allow', 'Deny']), Action: OneOrMore, Resource: OneOrMore })),
  }),
});
const Role = z.strictObject({ AssumeRolePolicyDocument: z.unknown() });

/**
 * All that a stage's function is allowed, sorted: `<action> on <resource>`. Refuses rights that come from elsewhere. What it
 * is denied, and on which conditions, is in docs/rights.md (all-rights.test.ts).
 */
export function rights(template: Template, stage: string): readonly string[] {
  Role.parse(resource(template, 'AWS::IAM::Role', `${stage}FunctionRole`));
  const { Statement } = Policy.parse(resource(template, 'AWS::IAM::Policy', `${stage}FunctionRole`)).PolicyDocument;
  const allowed = Statement.filter(({ Effect }) => Effect === 'Allow');
  return allowed
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((on) => `${action} on ${on}`)),
    )
    .sort();
}

/** What every function may do, and nobody writes into a test. */
export const ownLog = (stage: string) => [
  `logs:CreateLogStream on ${stage}FunctionLogs.Arn`,
  `logs:PutLogEvents on ${stage}FunctionLogs.Arn`,
];

/** What a function needs to stand beside the brokers. */
export const besideTheBrokers = [
  'ec2:AssignPrivateIpAddresses on *',
  'ec2:CreateNetworkInterface on *',
  'ec2:DeleteNetworkInterface on *',
  'ec2:DescribeNetworkInterfaces on *',
  'ec2:DescribeSubnets on *',
  'ec2:UnassignPrivateIpAddresses on *',
];

/** What Lambda's pollers do with the role of the function that they feed. */
export const polling = [
  'ec2:CreateNetworkInterface on *',
  'ec2:DeleteNetworkInterface on *',
  'ec2:DescribeNetworkInterfaces on *',
  'ec2:DescribeSecurityGroups on *',
  'ec2:DescribeSubnets on *',
  'ec2:DescribeVpcs on *',
  'kafka:DescribeCluster on KafkaCluster.Arn',
  'kafka:DescribeClusterV2 on KafkaCluster.Arn',
  'kafka:GetBootstrapBrokers on KafkaCluster.Arn',
];

/** The ARN that IAM knows a topic or a consumer group by. */
export const kafkaArn = (kind: 'topic' | 'group', name: string) =>
  `arn:aws:kafka:us-east-1:AWS::AccountId:${kind}/chargeonce-dev/KafkaCluster.Arn split at /[2]/${name}`;
