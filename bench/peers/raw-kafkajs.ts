import { Kafka } from 'kafkajs';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { orderPlacedEvent } from '../../functions/outbox-publisher/outbox-events.ts';
import type { Subject } from '../harness/figure.ts';
import { hundredRows, prefixOf } from '../subjects/hundred-rows.ts';

/** kafkajs by itself: one sendBatch for each batch of ready keys, values and headers. https://kafka.js.org/docs/producing */
export async function rawKafkajs(): Promise<Subject> {
  const kafka = new Kafka({ clientId: 'bench', brokers: [process.env['KAFKA_BROKERS'] ?? ''] });
  const producer = kafka.producer();
  await producer.connect();
  const messages = hundredRows().map((row) => {
    const { key, value, headers } = orderPlacedEvent('')(row);
    return { key, value, headers };
  });
  return {
    async run({ batches = 1, partitions = 1 }) {
      const topic = prefixOf(partitions) + ORDER_PLACED.topic;
      for (let batch = 0; batch < batches; batch++)
        await producer.sendBatch({ acks: -1, topicMessages: [{ topic, messages }] });
      return batches * 100;
    },
  };
}
