import type { Kafka } from 'kafkajs';

/** A partition in an answer or request of the protocol; offsets are text, as kafkajs gives them. */
interface PartitionOffset {
  readonly partition: number;
  readonly offset: string;
}

interface TopicPartitions<Partition> {
  readonly topic: string;
  readonly partitions: readonly Partition[];
}

export interface FetchedMessage {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly isControlRecord: boolean;
}

interface FetchRequest {
  readonly isolationLevel: typeof READ_UNCOMMITTED;
  readonly maxWaitTime: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly topics: readonly TopicPartitions<{ partition: number; fetchOffset: string; maxBytes: number }>[];
}

interface OffsetCommitRequest {
  readonly groupId: string;
  readonly groupGenerationId: number;
  readonly memberId: string;
  readonly topics: readonly TopicPartitions<PartitionOffset>[];
}

interface Broker {
  fetch(request: FetchRequest): Promise<{
    readonly responses: readonly {
      readonly partitions: readonly { readonly messages: readonly FetchedMessage[] }[];
    }[];
  }>;
  offsetFetch(request: {
    readonly groupId: string;
    readonly topics: readonly TopicPartitions<{ partition: number }>[];
  }): Promise<{ readonly responses: readonly TopicPartitions<PartitionOffset>[] }>;
  offsetCommit(request: OffsetCommitRequest): Promise<unknown>;
  describeGroups(request: {
    readonly groupIds: readonly string[];
  }): Promise<{ readonly groups: readonly { readonly members: readonly unknown[] }[] }>;
}

interface OffsetQuestion extends TopicPartitions<{ partition: number }> {
  readonly fromBeginning?: boolean;
  readonly fromTimestamp?: number;
}

/** What kafkajs's clients do their work with: single requests to single brokers. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number }[];
  /** Partitions by the id of the broker that leads them. */
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Readonly<Record<string, readonly number[]>>;
  findBroker(node: { readonly nodeId: string }): Promise<Broker>;
  fetchTopicsOffset(topics: readonly OffsetQuestion[]): Promise<readonly TopicPartitions<PartitionOffset>[]>;
  findGroupCoordinator(group: { readonly groupId: string }): Promise<Broker>;
}

/** What lies in a topic lies there also behind a producer's open transaction, where consumers of committed records wait. */
export const READ_UNCOMMITTED = 0;

interface ClusterOptions {
  readonly allowAutoTopicCreation: boolean;
  /** Of the ends of partitions. */
  readonly isolationLevel: typeof READ_UNCOMMITTED;
}

type CreateCluster = (options: ClusterOptions) => Cluster;

/** Connects for one piece of work. kafkajs hides this layer behind a symbol; why it is used all the same: docs/adr/010. */
export async function withCluster<Result>(kafka: Kafka, work: (cluster: Cluster) => Promise<Result>): Promise<Result> {
  const cluster = clusterFactory(kafka)({ allowAutoTopicCreation: false, isolationLevel: READ_UNCOMMITTED });
  try {
    await cluster.connect();
    return await work(cluster);
  } finally {
    await cluster.disconnect();
  }
}

function clusterFactory(kafka: Kafka): CreateCluster {
  const symbol = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  const create: unknown = symbol && Reflect.get(kafka, symbol);
  if (isCreateCluster(create)) return create;
  throw new Error('This version of kafkajs has no createCluster');
}

const isCreateCluster = (value: unknown): value is CreateCluster => typeof value === 'function';
