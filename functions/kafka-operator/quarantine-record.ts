import { type QuarantineAnswer, type QuarantineRequest, quarantineTopic } from '../contracts/quarantine.ts';
import type { PartitionOf } from '../platform/kafka-partitioner.ts';
import type { KafkaMessage, SendToPartition } from '../platform/kafka-producer.ts';

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
    const offset = await send({ topic, partition, messages: [quarantined(record, error, now())] });
    return { topic, partition, offset };
  };
}

function quarantined(record: QuarantineRequest['record'], error: QuarantineRequest['error'], at: Date): KafkaMessage {
  return {
    key: bytes(record.key),
    value: bytes(record.value),
    headers: {
      ...headersOf(record),
      'chargeonce.quarantine.topic': record.topic,
      'chargeonce.quarantine.partition': String(record.partition),
      'chargeonce.quarantine.offset': String(record.offset),
      'chargeonce.quarantine.timestamp': String(record.timestamp),
      'chargeonce.quarantine.error': error.name,
      'chargeonce.quarantine.message': error.message,
      'chargeonce.quarantine.at': at.toISOString(),
    },
  };
}

const bytes = (base64: string | null) => (base64 === null ? null : Buffer.from(base64, 'base64'));

/** Repeated names keep all their values; kafkajs can't write a null value, so it becomes an empty one. */
const headersOf = ({ headers }: QuarantineRequest['record']) =>
  Object.fromEntries(
    [...Map.groupBy(headers, ({ name }) => name)].map(([name, same]) => [
      name,
      same.map(({ value }) => bytes(value) ?? Buffer.alloc(0)),
    ]),
  );
