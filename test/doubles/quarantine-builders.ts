import type { RedriveRequest } from '../../functions/contracts/operator-request.ts';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { QuarantineRequest } from '../../functions/contracts/quarantined-record.ts';
import { redrive } from '../../functions/kafka-operator/redrive.ts';
import type { PartitionSend } from '../../functions/platform/kafka-producer.ts';
import { encodeRecord, type KafkaRecord } from '../../functions/platform/kafka-record.ts';
import { quarantineRecord } from '../../functions/quarantine/quarantine-record.ts';
import { inMemoryTopics } from './in-memory-topics.ts';
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

export const REDRIVEN_AT = '2026-02-01T00:00:00.000Z';

const { topic } = ORDER_PLACED;

/** Topics in memory with a quarantine, and its redrive. */
export function aRedrive({ mayGoOn = (): boolean => true } = {}) {
  const topics = inMemoryTopics();
  const run = redrive({
    log: topics.log,
    mayGoOn,
    partitionOf: async (_topic, key) => (key.startsWith('ord_') ? 1 : 0),
    send: topics.send,
    now: () => new Date(REDRIVEN_AT),
  });
  const ask = (differing: Partial<RedriveRequest> = {}) =>
    run({ action: 'redrive', topic, consumer: 'payment-processor', limit: 100, dryRun: false, ...differing });
  return { ask, topics, quarantine: quarantineIn(topics), dlq: () => topics.records(`${topic}.payment-processor.dlq`) };
}
