import type { ExistingCluster, OwnCluster } from '../../lib/brokers/kafka.ts';

/** The clusters that a stage can have and that neither dev nor prod has. */
export const express: OwnCluster = { kind: 'express', instanceType: 'express.m7g.large' };

export const existing: ExistingCluster = {
  kind: 'existing',
  arn: 'arn:aws:kafka:us-east-1:123456789012:cluster/shared/0a1b2c3d-4e5f-6789-abcd-ef0123456789-5',
  express: false,
  vpcId: 'vpc-0a1b2c3d4e5f67890',
  subnetIds: ['subnet-0a1b2c3d4e5f67890', 'subnet-1b2c3d4e5f67890a1'],
  securityGroupId: 'sg-0a1b2c3d4e5f67890',
};
