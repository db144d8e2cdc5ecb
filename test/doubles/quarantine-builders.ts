import type { QuarantineRequest } from '../../functions/contracts/quarantined-record.ts';
import type { PartitionSend } from '../../functions/platform/kafka-producer.ts';
import { encodeRecord, type KafkaRecord } from '../../functions/platform/kafka-record.ts';
import { quarantineRecord } from '../../functions/quarantine/quarantine-record.ts';
import type { inMemoryTopics } from './in-memory-topics.ts';
import { PLACED_AT } from './order-builders.ts';

const POISON = { name: 'InvalidEvent', message: 'as the version of then saw it' };

/** Lets a consumer hand its records over to the quarantine of these topics. */
export function quarantineIn(topics: ReturnType<typeof inMemoryTopics>, consumer = 'payment-processor') {
  const quarantine = quarantineRecord({
    partitionOf: async () => 0,
    send: topics.send,
    now: () => new Date(PLACED_AT),
  });
  return (record: KafkaRecord, error: QuarantineRequest['error'] = POISON) =>
    quarantine({ action: 'quarantine', consumer, record: encodeRecord(record), error });
}

export const base64 = (bytes: readonly number[]) => Buffer.from(bytes).toString('base64');

export function aQuarantineRequest(record: Partial<QuarantineRequest['record']> = {}): QuarantineRequest {
  return {
    action: 'quarantine',
    consumer: 'payment-processor',
    record: {
      topic: 'orders.order-placed.v1',
      partition: 4,
      offset: 17,
      timestamp: 1_767_268_800_000,
      key: base64([107]),
      value: base64([0, 255, 128]),
      headers: [],
      ...record,
    },
    error: { name: 'InvalidJson', message: 'the value is not JSON in UTF-8' },
  };
}

/** A quarantine topic that keeps what is sent to it. */
export function aQuarantine() {
  const sends: PartitionSend[] = [];
  const placed: [string, string][] = [];
  const quarantine = quarantineRecord({
    partitionOf: async (topic, key) => {
      placed.push([topic, key]);
      return 2;
    },
    send: async (send) => {
      sends.push(send);
      return 9;
    },
    now: () => new Date(PLACED_AT),
  });
  const message = () => sends[0]?.messages[0];
  /** The last value of each of these headers, as text. */
  const text = (names: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(names).map(([field, name]) => [field, [message()?.headers[name]].flat().at(-1)?.toString()]),
    );
  return { quarantine, sends, placed, message, text };
}
