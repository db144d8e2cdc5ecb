import { CONSUMERS } from '../../functions/contracts/events.ts';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { kafkaPartitioner } from '../../functions/platform/kafka-partitioner.ts';
import { kafkaProducer } from '../../functions/platform/kafka-producer.ts';
import { encodeRecord, type KafkaRecord } from '../../functions/platform/kafka-record.ts';
import { quarantineRecord } from '../../functions/quarantine/quarantine-record.ts';
import type { AppAddress } from './running-app.ts';

/** Puts records into quarantine as an older version of the payment-processor did, which could not read them. */
export function olderQuarantine({ ports }: Pick<AppAddress, 'ports'>) {
  const kafka = kafkaClient({ KAFKA_BROKERS: `127.0.0.1:${ports.KAFKA_PORT}`, KAFKA_AUTH: 'none' });
  const quarantine = quarantineRecord({
    partitionOf: kafkaPartitioner({ kafka, deadline: 10_000 }),
    send: kafkaProducer({ kafka, deadline: 10_000 }),
    now: () => new Date(),
  });
  return (record: KafkaRecord, error: string) =>
    quarantine({
      action: 'quarantine',
      consumer: CONSUMERS.paymentProcessor.name,
      record: encodeRecord(record),
      error: { name: error, message: 'what that version did not know' },
    });
}
