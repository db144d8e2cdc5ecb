import type { OwnCluster } from '../cluster.ts';

/** The recommended version, of the kinds of brokers' metadata that it offers. */
const IN_KRAFT_MODE = '3.9.x.kraft';
const IN_ZOOKEEPER_MODE = '3.9.x';

/** MSK refuses this size in KRaft mode (AWS::MSK::Cluster, BrokerNodeGroupInfo, InstanceType). ZooKeeper costs nothing more. */
const WITHOUT_KRAFT = 'kafka.t3.small';

export const kafkaVersion = ({ instanceType }: OwnCluster) =>
  instanceType === WITHOUT_KRAFT ? IN_ZOOKEEPER_MODE : IN_KRAFT_MODE;

/** MSK's own defaults for these let anyone in, or make a topic of a mistyped name. */
const WHO_AND_WHAT = ['auto.create.topics.enable=false', 'allow.everyone.if.no.acl.found=false'];

/** MSK's own defaults for these lose records. On Express brokers they are fixed at these values, and can't be named. */
const HOW_SAFE = ['default.replication.factor=3', 'min.insync.replicas=2', 'unclean.leader.election.enable=false'];

export const serverProperties = ({ kind }: OwnCluster) =>
  [...WHO_AND_WHAT, ...(kind === 'express' ? [] : HOW_SAFE)].join('\n');
