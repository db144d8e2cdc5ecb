import type { OwnCluster } from '../cluster.ts';

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
const HOW_SAFE = ['default.replication.factor=3', 'min.insync.replicas=2', 'unclean.leader.election.enable=false'];

export const serverProperties = ({ kind }: OwnCluster) =>
  [...WHO_AND_WHAT, ...(kind === 'express' ? [] : HOW_SAFE)].join('\n');
