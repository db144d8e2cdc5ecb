import { Construct } from 'constructs';
import { givenNetwork } from './existing-kafka.ts';
import type { Kafka, SelfManagedCluster } from './kafka.ts';

/** Brokers outside of MSK, over TLS with a password or a certificate. IAM knows neither their topics nor their groups. */
export class SelfManagedKafka extends Construct implements Kafka {
  readonly auth: SelfManagedCluster['auth'];
  readonly selfManaged: SelfManagedCluster;
  readonly network: NonNullable<Kafka['network']>;
  /** MSK has no metrics of them. */
  readonly clusterName = 'self-managed';
  readonly clusterArn = undefined;
  readonly brokers: string;

  constructor(scope: Construct, id: string, cluster: SelfManagedCluster) {
    super(scope, id);
    this.auth = cluster.auth;
    this.selfManaged = cluster;
    this.network = givenNetwork(this, cluster);
    this.brokers = cluster.brokers.join(',');
  }

  topicArn(topic: string): never {
    throw new Error(`The topic ${topic} has no ARN: its brokers are not MSK's.`);
  }

  groupArn(group: string): never {
    throw new Error(`The consumer group ${group} has no ARN: its brokers are not MSK's.`);
  }
}
