import { CfnScalableTarget, CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import type { Construct } from 'constructs';
import type { OwnCluster } from '../cluster.ts';

/** How full a volume may be before all are made larger; MSK recommends 50 to 60. It grows once in six hours at most. */
const FULL_PERCENT = 60;

/** Brokers whose volume is full stop. Express brokers have no volume. */
export function growStorage(scope: Construct, cluster: OwnCluster, clusterArn: string) {
  if (cluster.kind === 'express') return;
  const target = new CfnScalableTarget(scope, 'Storage', {
    serviceNamespace: 'kafka',
    scalableDimension: 'kafka:broker-storage:VolumeSize',
    resourceId: clusterArn,
    minCapacity: cluster.volumeGiB,
    maxCapacity: cluster.maxVolumeGiB,
  });
  new CfnScalingPolicy(scope, 'StorageGrowth', {
    policyName: 'grow-when-full',
    policyType: 'TargetTrackingScaling',
    scalingTargetId: target.ref,
    targetTrackingScalingPolicyConfiguration: {
      predefinedMetricSpecification: { predefinedMetricType: 'KafkaBrokerStorageUtilization' },
      targetValue: FULL_PERCENT,
      // A volume can't be made smaller.
      disableScaleIn: true,
    },
  });
}
