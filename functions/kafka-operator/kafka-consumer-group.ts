import type { ConsumerGroup } from './consumer-group.ts';
import type { Cluster } from './kafka-cluster.ts';

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
