import type { KafkaRecord } from './kafka-batch.ts';

/** The text of a header; of repeated ones the last, as in Kafka's own `Headers.lastHeader`. */
export const headerText = (headers: KafkaRecord['headers'], name: string): string | undefined =>
  headers.findLast((header) => header.name === name)?.value?.toString();

/** kafkajs takes what objects inherit for an earlier value of headers called `constructor`, `toString` and so on. */
export const isHeaderValue = (value: unknown): value is Buffer | null => value === null || Buffer.isBuffer(value);
