import { type QuarantineAnswer, type QuarantineRequest, quarantineTopic } from '../contracts/quarantine.ts';
import { decodeRecord } from '../platform/encoded-record.ts';
import { messageHeaders } from '../platform/kafka-message-headers.ts';
import type { PartitionOf } from '../platform/kafka-partitioner.ts';
import type { SendToPartition } from '../platform/kafka-producer.ts';
import { quarantineHeaders } from './quarantine-headers.ts';

export interface QuarantineRecordDeps {
  readonly partitionOf: PartitionOf;
  readonly send: SendToPartition;
  readonly now: () => Date;
}

/** Puts a record into its consumer's quarantine topic, byte-identical, with where it was and why it is here as headers. */
export function quarantineRecord({ partitionOf, send, now }: QuarantineRecordDeps) {
  return async ({ consumer, record, error }: QuarantineRequest): Promise<QuarantineAnswer> => {
    const topic = quarantineTopic(record.topic, consumer);
    // The key's own partition keeps one order's records together; a record without a key goes by where it was.
    const partition = await partitionOf(topic, record.key ?? `${record.topic}-${record.partition}`);
    const { key, value, headers, ...place } = decodeRecord(record);
    const added = quarantineHeaders({ ...place, headers }, error, now());
    const message = { key, value, headers: messageHeaders([...headers, ...added]) };
    return { topic, partition, offset: await send({ topic, partition, messages: [message] }) };
  };
}
