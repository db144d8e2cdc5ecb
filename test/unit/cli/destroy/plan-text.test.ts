import { describe, expect, it } from 'vitest';
import type { DeployedResource, DeployedStack } from '../../../../cli/aws/deployed-stacks.ts';
import { adoptionText, planText, removalText } from '../../../../cli/destroy/deletion-plan.ts';

const flow = (...resources: DeployedResource[]): DeployedStack[] => [
  { name: 'chargeonce-prod-flow', arn: 'arn:1', status: 'CREATE_COMPLETE', protected: false, resources },
];
const resource = (type: string, id: string, retained = false): DeployedResource => ({
  type,
  logicalId: `Logical${id}`,
  id,
  retained,
});
const role = resource('AWS::IAM::Role', 'role-1');

describe('show what a deletion takes and leaves', () => {
  it('names what holds data, counts the rest, and names what stays', () => {
    const stacks = flow(
      role,
      resource('AWS::DynamoDB::Table', 'ledger'),
      resource('AWS::Logs::LogGroup', '/chargeonce/prod/order-api'),
      resource('AWS::DynamoDB::Table', 'orders', true),
    );

    expect(planText(stacks)).toEqual([
      'chargeonce-prod-flow: 3 resources are deleted, with what they hold:',
      '  AWS::DynamoDB::Table  ledger',
      '  1 log groups',
      'Kept, since the stage keeps its data:',
      '  AWS::DynamoDB::Table  orders',
    ]);
  });

  it('says only how many they are where nothing holds data', () => {
    expect(planText(flow(role, role))).toEqual(['chargeonce-prod-flow: 2 resources are deleted']);
  });

  it('tells how what was kept is removed', () => {
    const kept = [resource('AWS::DynamoDB::Table', 'orders', true), resource('AWS::EC2::VPC', 'vpc-1', true)];

    expect(removalText(flow(role, ...kept), 'eu-west-1')).toEqual([
      'What was kept goes on costing. It is removed for good with:',
      '  aws dynamodb update-table --table-name orders --no-deletion-protection-enabled --region eu-west-1',
      '  aws dynamodb delete-table --table-name orders --region eu-west-1',
      '  and in the console, what is listed above of AWS::EC2::VPC',
    ]);
    expect(removalText(flow(role), 'eu-west-1')).toEqual([]);
  });

  it('tells how a new deployment takes up the tables and buckets that were kept', () => {
    const kept = [resource('AWS::DynamoDB::Table', 'orders', true), resource('AWS::EC2::VPC', 'vpc-1', true)];

    expect(adoptionText({ stage: 'prod', region: 'eu-west-1' }, flow(role, ...kept))).toEqual([
      'A new deployment takes up what is kept of chargeonce-prod-flow when it is imported first (docs/deploy.md):',
      `  echo '{"Logicalorders":{"TableName":"orders"}}' > kept.json`,
      '  AWS_REGION=eu-west-1 npx cdk import chargeonce-prod-flow -c stage=prod --resource-mapping kept.json',
    ]);
    expect(adoptionText({ stage: 'dev', region: 'eu-west-1' }, flow(role))).toEqual([]);
  });
});
