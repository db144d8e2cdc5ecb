import type { QuarantineRequest } from '../../functions/contracts/quarantine.ts';
import { quarantineRecord } from '../../functions/kafka-operator/quarantine-record.ts';
import { encodeRecord } from '../../functions/platform/encoded-record.ts';
import type { KafkaRecord } from '../../functions/platform/kafka-batch.ts';
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
