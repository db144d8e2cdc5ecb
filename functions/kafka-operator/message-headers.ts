import type { KafkaRecord } from '../platform/kafka-batch.ts';
import type { KafkaMessage } from '../platform/kafka-producer.ts';

type Headers = KafkaRecord['headers'];

/** Headers as kafkajs writes them: repeated names keep all their values; it can't write a null, so that becomes empty. */
export const messageHeaders = (headers: Headers): KafkaMessage['headers'] =>
  Object.fromEntries(
    [...Map.groupBy(headers, ({ name }) => name)].map(([name, same]) => [
      name,
      same.map(({ value }) => value ?? Buffer.alloc(0)),
    ]),
  );

/** The text of a header; of repeated ones, the last. */
export const headerText = (headers: Headers, name: string): string | undefined =>
  headers.findLast((header) => header.name === name)?.value?.toString();
