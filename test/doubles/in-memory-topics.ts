import type { ConsumerGroup } from '../../functions/kafka-operator/consumer-groups.ts';
import type { RecordLog } from '../../functions/kafka-operator/record-log.ts';
import type { PartitionSend, SendToPartition } from '../../functions/platform/kafka-producer.ts';
import type { KafkaRecord } from '../../functions/platform/kafka-record.ts';

interface InMemoryTopicsOptions {
  readonly partitions?: number;
  readonly now?: () => Date;
  /** How many records one read brings at most. */
  readonly atOnce?: number;
}

/** Topics that keep what is sent to them, read by place as a broker gives it. */
export function inMemoryTopics({ partitions = 2, now = () => new Date(0), atOnce = 2 }: InMemoryTopicsOptions = {}) {
  const topics = new Map<string, KafkaRecord[][]>();
  const lows = new Map<string, number>();
  const logsOf = (topic: string) => {
    const logs = topics.get(topic) ?? Array.from({ length: partitions }, () => []);
    topics.set(topic, logs);
    return logs;
  };
  const lowOf = (topic: string, partition: number) => lows.get(`${topic}-${partition}`) ?? 0;

  const send: SendToPartition = async ({ topic, partition, messages }) => {
    const log = logsOf(topic)[partition];
    if (log === undefined) throw new Error(`${topic} has no partition ${partition}`);
    const first = log.length;
    for (const message of messages)
      log.push({ topic, partition, offset: log.length, timestamp: now().getTime(), ...stored(message) });
    return first;
  };
  const ranges: RecordLog['ranges'] = async (topic) =>
    logsOf(topic).map((log, partition) => ({ partition, low: lowOf(topic, partition), end: log.length }));
  const log: RecordLog = {
    ranges,
    async offsetsFrom(topic, time) {
      const firsts = logsOf(topic).map((records) => {
        const found = records.findIndex(({ timestamp }) => timestamp >= time.getTime());
        return found < 0 ? records.length : found;
      });
      return new Map(firsts.entries());
    },
    async readFrom({ topic, partition, offset }) {
      const records = logsOf(topic)[partition] ?? [];
      const low = lowOf(topic, partition);
      if (offset < low) return { records: [], next: low };
      if (offset > records.length) return { records: [], next: Number.POSITIVE_INFINITY };
      const found = records.slice(offset, offset + atOnce);
      return { records: found, next: offset + found.length };
    },
  };
  return {
    send,
    log,
    records: (topic: string) => logsOf(topic).flat(),
    /** Lets a partition begin later, as retention does. */
    trim: (topic: string, partition: number, low: number) => lows.set(`${topic}-${partition}`, low),
  };
}

const stored = ({ key, value, headers }: PartitionSend['messages'][number]) => ({
  key: key === null ? null : Buffer.from(key),
  value: value === null ? null : Buffer.from(value),
  headers: Object.entries(headers).flatMap(([name, values]) =>
    [values ?? []].flat().map((bytes) => ({ name, value: Buffer.from(bytes) })),
  ),
});

/** A group whose members a test lets come and go. */
export function inMemoryGroup(committed: ReadonlyMap<number, number> = new Map()) {
  let [members, offsets] = [0, committed];
  const groups: ConsumerGroup = {
    members: async () => members,
    committed: async () => offsets,
    async commit(_group, _topic, wanted) {
      if (members === 0) offsets = new Map([...offsets, ...wanted]);
      return members === 0;
    },
  };
  const join = (count: number) => {
    members = count;
  };
  return { groups, join, offsets: () => offsets };
}
