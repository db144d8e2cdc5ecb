import { isHeaderValue, type KafkaRecord } from '../platform/kafka-record.ts';
import { type Cluster, type FetchedMessage, READ_UNCOMMITTED } from './kafka-cluster.ts';
import type { RecordLog } from './record-log.ts';

/** The broker waits for so long when there is nothing yet. */
const MAX_WAIT_MS = 500;

/** Reads partitions from the brokers that lead them. */
export function kafkaRecordLog(cluster: Cluster): RecordLog {
  const offsets = offsetsIn(cluster);
  const ranges: RecordLog['ranges'] = async (topic) => {
    const [lows, ends] = [
      await offsets(topic, { fromBeginning: true }),
      await offsets(topic, { fromBeginning: false }),
    ];
    return [...ends].map(([partition, end]) => ({ partition, low: lows.get(partition) ?? end, end }));
  };
  return {
    ranges,
    async offsetsFrom(topic, time) {
      const found = await offsets(topic, { fromTimestamp: time.getTime() });
      const all = await ranges(topic);
      return new Map(
        all.map(({ partition, end }) => {
          const offset = found.get(partition) ?? -1;
          return [partition, offset < 0 ? end : offset];
        }),
      );
    },
    async readFrom(from) {
      try {
        const messages = await fetchFrom(cluster, from);
        const records = messages.filter(({ isControlRecord }) => !isControlRecord).map(toRecord(from));
        return { records, next: Number(messages.at(-1)?.offset ?? from.offset - 1) + 1 };
      } catch (error) {
        if (!isOutOfRange(error)) throw error;
        const low = (await ranges(from.topic)).find(({ partition }) => partition === from.partition)?.low ?? 0;
        return { records: [], next: low > from.offset ? low : Number.POSITIVE_INFINITY };
      }
    },
  };
}

/** Partitions of a topic by the offset that the brokers answer; in the order of their numbers. */
const offsetsIn =
  (cluster: Cluster) =>
  async (topic: string, at: { fromBeginning: boolean } | { fromTimestamp: number }): Promise<Map<number, number>> => {
    await cluster.addTargetTopic(topic);
    const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId: partition }) => ({ partition }));
    const answers = await cluster.fetchTopicsOffset([{ topic, partitions, ...at }]);
    const found = answers.flatMap((answer) => answer.partitions).sort((one, other) => one.partition - other.partition);
    return new Map(found.map(({ partition, offset }) => [partition, Number(offset)]));
  };

async function fetchFrom(
  cluster: Cluster,
  { topic, partition, offset, maxBytes }: Parameters<RecordLog['readFrom']>[0],
): Promise<readonly FetchedMessage[]> {
  await cluster.addTargetTopic(topic);
  const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
  if (nodeId === undefined) throw new Error(`${topic} has no partition ${partition}`);
  const broker = await cluster.findBroker({ nodeId });
  const { responses } = await broker.fetch({
    isolationLevel: READ_UNCOMMITTED,
    maxWaitTime: MAX_WAIT_MS,
    minBytes: 1,
    maxBytes,
    topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes }] }],
  });
  // A batch comes whole, also where it begins before the offset that was asked for.
  const messages = responses.flatMap(({ partitions }) => partitions.flatMap((fetched) => fetched.messages));
  return messages.filter((message) => Number(message.offset) >= offset);
}

const toRecord =
  ({ topic, partition }: Pick<KafkaRecord, 'topic' | 'partition'>) =>
  ({ offset, timestamp, key, value, headers }: FetchedMessage): KafkaRecord => ({
    topic,
    partition,
    offset: Number(offset),
    timestamp: Number(timestamp),
    key,
    value,
    headers: Object.entries(headers).flatMap(([name, values]) =>
      [values]
        .flat()
        .filter(isHeaderValue)
        .map((bytes) => ({ name, value: bytes })),
    ),
  });

const isOutOfRange = (error: unknown) =>
  error instanceof Error && 'type' in error && error.type === 'OFFSET_OUT_OF_RANGE';
