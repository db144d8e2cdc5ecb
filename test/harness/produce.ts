import type { Message } from 'kafkajs';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import type { AppAddress } from './running-app.ts';

/** Puts records of any kind onto a topic of a running app, past the publisher. */
export const produce = ({ ports }: Pick<AppAddress, 'ports'>, topic: string, messages: Message[]) =>
  produceTo(`127.0.0.1:${ports.KAFKA_PORT}`, topic, messages);

export async function produceTo(brokers: string, topic: string, messages: Message[]) {
  const producer = kafkaClient({ KAFKA_BROKERS: brokers, KAFKA_AUTH: 'none' }).producer();
  await producer.connect();
  await producer.send({ topic, messages });
  await producer.disconnect();
}
