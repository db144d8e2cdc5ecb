import type { Message } from 'kafkajs';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import type { AppAddress } from './running-app.ts';

/** Puts records into a topic of a running app, past its functions. */
export async function produceTo({ ports }: Pick<AppAddress, 'ports'>, topic: string, messages: Message[]) {
  const producer = kafkaClient({ KAFKA_BROKERS: `127.0.0.1:${ports.KAFKA_PORT}`, KAFKA_AUTH: 'none' }).producer();
  await producer.connect();
  await producer.send({ topic, messages });
  await producer.disconnect();
}
