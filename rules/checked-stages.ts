import type { ExistingCluster } from '../lib/cluster.ts';
import { type AwsStage, stages } from '../lib/stages.ts';

const { dev, prod } = stages;

const existing: ExistingCluster = {
  kind: 'existing',
  arn: 'arn:aws:kafka:us-east-1:123456789012:cluster/shared/0a1b2c3d-4e5f-6789-abcd-ef0123456789-5',
  vpcId: 'vpc-0a1b2c3d4e5f67890',
  subnetIds: ['subnet-0a1b2c3d4e5f67890', 'subnet-1b2c3d4e5f67890a1'],
  securityGroupId: 'sg-0a1b2c3d4e5f67890',
};

/** What every rule is tried on: each stage, and all that a stage may choose and neither of them does now. */
export const checkedStages: readonly AwsStage[] = [
  ...Object.values(stages),
  { ...dev, name: 'dev-existing', topicPrefix: 'dev.', cluster: existing },
  {
    ...prod,
    name: 'prod-express',
    cluster: { kind: 'express', instanceType: 'express.m7g.large' },
    kafkaPollers: { minimum: 1, maximum: 2 },
    auth: { kind: 'jwt', issuer: 'https://issuer.example', audience: ['orders'] },
  },
];
