import type { Kafka } from 'kafkajs';
import type { ConsumerGroup } from './consumer-groups.ts';

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
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number; readonly leader?: number }[];
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

/** Asks the group's coordinator. Commits as Kafka's own admin client does: as nobody, which only a group without members allows. */
export function kafkaConsumerGroup(cluster: Cluster): ConsumerGroup {
  return {
    async members(groupId) {
      const coordinator = await cluster.findGroupCoordinator({ groupId });
      const { groups } = await coordinator.describeGroups({ groupIds: [groupId] });
      return groups.flatMap(({ members }) => members).length;
    },
    async committed(groupId, topic) {
      await cluster.addTargetTopic(topic);
      const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId: partition }) => ({ partition }));
      const coordinator = await cluster.findGroupCoordinator({ groupId });
      const { responses } = await coordinator.offsetFetch({ groupId, topics: [{ topic, partitions }] });
      const offsets = responses.flatMap((response) => response.partitions);
      return new Map(
        offsets
          .map(({ partition, offset }) => [partition, Number(offset)] as const)
          .filter(([, offset]) => offset >= 0),
      );
    },
    async commit(groupId, topic, offsets) {
      const partitions = [...offsets].map(([partition, offset]) => ({ partition, offset: String(offset) }));
      const coordinator = await cluster.findGroupCoordinator({ groupId });
      try {
        const topics = [{ topic, partitions }];
        await coordinator.offsetCommit({ groupId, groupGenerationId: -1, memberId: '', topics });
        return true;
      } catch (error) {
        if (!isHeldByMembers(error)) throw error;
        return false;
      }
    },
  };
}

const MEMBERS_HOLD_IT: readonly unknown[] = ['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'REBALANCE_IN_PROGRESS'];

const isHeldByMembers = (error: unknown) =>
  error instanceof Error && 'type' in error && MEMBERS_HOLD_IT.includes(error.type);

/** By partition, the id of the broker that leads it. */
export const partitionLeaders =
  (cluster: Cluster) =>
  async (topic: string): Promise<ReadonlyMap<number, number>> => {
    await cluster.addTargetTopic(topic);
    const partitions = cluster.findTopicPartitionMetadata(topic);
    return new Map(
      partitions.flatMap(({ partitionId, leader = -1 }) => (leader < 0 ? [] : [[partitionId, leader] as const])),
    );
  };
