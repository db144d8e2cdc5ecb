import { CfnScalableTarget, CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import type { Construct } from 'constructs';
import type { AwsStage } from '../stages.ts';
import type { OwnCluster } from './kafka.ts';

/** The version that MSK recommends, by where the brokers keep their metadata. */
const IN_KRAFT_MODE = '3.9.x.kraft';
const IN_ZOOKEEPER_MODE = '3.9.x';

/** Refused in KRaft mode: see InstanceType of AWS::MSK::Cluster. ZooKeeper's nodes cost nothing more. */
const WITHOUT_KRAFT = 'kafka.t3.small';

export const kafkaVersion = ({ instanceType }: OwnCluster) =>
  instanceType === WITHOUT_KRAFT ? IN_ZOOKEEPER_MODE : IN_KRAFT_MODE;

/** A mistyped name makes no topic. The other one matters as soon as there is a way in beside IAM, which knows no lists. */
const WHO_AND_WHAT = ['auto.create.topics.enable=false', 'allow.everyone.if.no.acl.found=false'];

/** Not left to the defaults of MSK, which lose records. Express brokers have these values and let nobody set them. */
export const DURABLE = { 'min.insync.replicas': '2', 'unclean.leader.election.enable': 'false' };
const HOW_SAFE = ['default.replication.factor=3', ...Object.entries(DURABLE).map((setting) => setting.join('='))];

export const serverProperties = ({ kind }: OwnCluster) =>
  [...WHO_AND_WHAT, ...(kind === 'express' ? [] : HOW_SAFE)].join('\n');

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

/** An environment's producer, and the client by which it reads partitions or offsets. */
const CONNECTIONS_PER_ENVIRONMENT = 2;

/** Amazon MSK's quota on new connections by IAM, for each broker. Whoever names an existing cluster knows its brokers. */
const connectionsPerSecond = ({ cluster }: AwsStage) =>
  cluster.kind === 'brokers' && cluster.instanceType.startsWith('kafka.t3.') ? 4 : 100;

/**
 * Refuses a stage whose functions could meet the brokers' limit if all their environments started in one second. It is far
 * below the limit on open connections, 3,000. A stage without reservations is not judged: a new account runs ten
 * environments at once, and beyond a small broker's four a second a connection waits for another try.
 */
export function assertConnectionsFit(stage: AwsStage) {
  const { name, concurrency } = stage;
  if (concurrency === undefined) return;
  const { publisher, quarantine, kafkaOperator } = concurrency;
  const environments = 2 * publisher + quarantine + kafkaOperator;
  const connections = CONNECTIONS_PER_ENVIRONMENT * environments;
  const most = connectionsPerSecond(stage);
  if (connections <= most) return;
  throw new Error(
    `Stage ${name} could open ${connections} connections to each broker in one second: 2 publishers × ${publisher} + ` +
      `quarantine ${quarantine} + kafka-operator ${kafkaOperator} = ${environments} environments with ` +
      `${CONNECTIONS_PER_ENVIRONMENT} connections each. Amazon MSK takes ${most} a second: ` +
      'lower the concurrency in lib/stages.ts, or take larger brokers.',
  );
}
