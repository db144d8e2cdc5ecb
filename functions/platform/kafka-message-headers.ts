import type { KafkaRecord } from './kafka-batch.ts';
import type { KafkaMessage } from './kafka-producer.ts';

type Headers = KafkaRecord['headers'];

/** Headers as kafkajs writes them: repeated names keep all their values; it can't write a null, so that becomes empty. */
export const messageHeaders = (headers: Headers): KafkaMessage['headers'] =>
  Object.fromEntries(
    [...Map.groupBy(headers, ({ name }) => name)].map(([name, same]) => [
      name,
      same.map(({ value }) => value ?? Buffer.alloc(0)),
    ]),
  );
