import kafkajs from 'kafkajs';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { RunningSystem } from '../harness/running-system.ts';

/** Times in milliseconds since the epoch. */
export interface AppendedRecord {
  readonly orderId: string;
  /** By the clock that order-api reads just before its write. */
  readonly placedAt: number;
  /** By the broker's clock. */
  readonly appendedAt: number;
}

export interface AppendedRecords {
  /** Those that came since they were taken last. */
  readonly fresh: readonly AppendedRecord[];
  take(): readonly AppendedRecord[];
  stop(): Promise<void>;
}

/** Reads the orders' topic from its end on; from now on the broker gives each record the time at which it appended it. */
export async function followAppended({ kafka }: RunningSystem): Promise<AppendedRecords> {
  const { topic } = ORDER_PLACED;
  const admin = kafka.admin();
  await admin.connect();
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name: topic,
        configEntries: [{ name: 'message.timestamp.type', value: 'LogAppendTime' }],
      },
    ],
  });
  await admin.disconnect();

  const fresh: AppendedRecord[] = [];
  const consumer = kafka.consumer({ groupId: 'bench-relay', maxWaitTimeInMs: 500 });
  const joined = Promise.withResolvers<undefined>();
  consumer.on('consumer.group_join', () => joined.resolve(undefined));
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    async eachMessage({ message: { key, headers, timestamp } }) {
      const placedAt = Date.parse(String(headers?.['ce_time']));
      fresh.push({ orderId: String(key), placedAt, appendedAt: Number(timestamp) });
    },
  });
  await joined.promise;
  return { fresh, take: () => fresh.splice(0), stop: () => consumer.disconnect() };
}

const firstAppends = (records: readonly AppendedRecord[]) => {
  const first = new Map<string, AppendedRecord>();
  for (const record of records.toSorted((one, other) => one.appendedAt - other.appendedAt))
    if (!first.has(record.orderId)) first.set(record.orderId, record);
  return [...first.values()];
};

/** How long each order took until it was in the topic, in milliseconds. */
export const latenciesOf = (records: readonly AppendedRecord[]): number[] =>
  firstAppends(records).map(({ placedAt, appendedAt }) => appendedAt - placedAt);

export const copiesOf = (records: readonly AppendedRecord[]): number => records.length - firstAppends(records).length;

/** The longest time in which nothing was appended, between the first record and the last one, in milliseconds. */
export function gapOf(records: readonly AppendedRecord[]): number {
  const times = records.map(({ appendedAt }) => appendedAt).sort((one, other) => one - other);
  return Math.max(0, ...times.slice(1).map((time, index) => time - (times[index] ?? time)));
}
