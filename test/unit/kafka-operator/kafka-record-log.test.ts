import { describe, expect, it } from 'vitest';
import type { Cluster, FetchedMessage } from '../../../functions/kafka-operator/kafka-cluster.ts';
import { kafkaRecordLog } from '../../../functions/kafka-operator/kafka-record-log.ts';

interface Partition {
  readonly low?: number;
  readonly end?: number;
  /** What a question for a time is answered with. */
  readonly since?: number;
}

/** Brokers that lead these partitions of each topic; the answer lists them from the last to the first. */
function brokers(partitions: readonly Partition[], fetch: () => Promise<readonly FetchedMessage[]> = async () => []) {
  const cluster: Pick<
    Cluster,
    'addTargetTopic' | 'findTopicPartitionMetadata' | 'findLeaderForPartitions' | 'findBroker' | 'fetchTopicsOffset'
  > = {
    addTargetTopic: async () => undefined,
    findTopicPartitionMetadata: () => [...partitions.keys()].map((partitionId) => ({ partitionId })),
    findLeaderForPartitions: (_topic, asked) =>
      Object.fromEntries(asked.filter((partition) => partition in partitions).map((partition) => ['1', [partition]])),
    findBroker: async () => ({
      ...unasked,
      fetch: async () => ({ responses: [{ partitions: [{ messages: await fetch() }] }] }),
    }),
    fetchTopicsOffset: async ([question]) => {
      const offsetOf = ({ low = 0, end = 0, since = -1 }: Partition) =>
        question?.fromTimestamp !== undefined ? since : question?.fromBeginning ? low : end;
      const found = partitions.map((each, partition) => ({ partition, offset: String(offsetOf(each)) }));
      return [{ topic: 'a', partitions: found.reverse() }];
    },
  };
  return kafkaRecordLog(cluster as Cluster);
}

const unasked = {
  offsetFetch: () => Promise.reject(new Error('not asked here')),
  offsetCommit: () => Promise.reject(new Error('not asked here')),
  describeGroups: () => Promise.reject(new Error('not asked here')),
};

const message = (offset: number, isControlRecord = false): FetchedMessage => ({
  offset: String(offset),
  timestamp: '0',
  key: null,
  value: null,
  headers: {},
  isControlRecord,
});

const from = { topic: 'a', partition: 1, offset: 5, maxBytes: 1_000 };
const refusing = (type: string) => () => Promise.reject(Object.assign(new Error('refused'), { type }));

describe('read the ends of partitions', () => {
  it('lists them in the order of their numbers, whatever the order of the answer', async () => {
    const log = brokers([{ low: 1, end: 3 }, { low: 0, end: 7 }, { end: 2 }]);

    expect(await log.ranges('a')).toEqual([
      { partition: 0, low: 1, end: 3 },
      { partition: 1, low: 0, end: 7 },
      { partition: 2, low: 0, end: 2 },
    ]);
  });

  it('answers the offset of a time, and the end where a partition has nothing that young', async () => {
    const log = brokers([{ end: 3 }, { end: 7, since: 4 }, { end: 7, since: 0 }]);

    expect(await log.offsetsFrom('a', new Date(0))).toEqual(
      new Map([
        [0, 3],
        [1, 4],
        [2, 0],
      ]),
    );
  });
});

describe('read records', () => {
  it('leaves out the marks of transactions, and goes on behind them', async () => {
    const log = brokers([{}, {}], async () => [message(5), message(6, true)]);

    const { records, next } = await log.readFrom(from);

    expect(records.map(({ offset }) => offset)).toEqual([5]);
    expect(next).toBe(7);
  });

  it('goes on at the beginning of its own partition where the offset is gone', async () => {
    const log = brokers(
      [
        { low: 20, end: 30 },
        { low: 8, end: 9 },
      ],
      refusing('OFFSET_OUT_OF_RANGE'),
    );

    expect(await log.readFrom(from)).toEqual({ records: [], next: 8 });
  });

  it('has nothing to go on with where the partition ends before the offset', async () => {
    const log = brokers(
      [
        { low: 20, end: 30 },
        { low: 5, end: 5 },
      ],
      refusing('OFFSET_OUT_OF_RANGE'),
    );

    expect(await log.readFrom(from)).toEqual({ records: [], next: Number.POSITIVE_INFINITY });
  });

  it.each([
    ['of another kind', refusing('UNKNOWN')],
    ['without a kind', () => Promise.reject(new Error('refused'))],
  ])('rejects with a failure %s, so that nobody takes the topic for read', async (_situation, fetch) => {
    await expect(brokers([{}, { low: 8 }], fetch).readFrom(from)).rejects.toThrow('refused');
  });

  it('says that there is no such partition', async () => {
    await expect(brokers([{}]).readFrom(from)).rejects.toThrow('a has no partition 1');
  });
});
