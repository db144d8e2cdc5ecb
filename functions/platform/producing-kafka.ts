import * as z from 'zod/mini';
import { readEnv } from './env.ts';
import { type Connect, producingBy } from './kafka-credentials.ts';
import { KafkaClientChoice, type KafkaEnv } from './kafka-env.ts';
import type { ProducingKafka } from './kafka-producer.ts';

const LOADERS: Readonly<Record<KafkaClientChoice, () => Promise<Connect>>> = {
  kafkajs: async () => (await import('./kafka-client.ts')).kafkaClient,
  platformatic: async () => (await import('./platformatic-kafka.ts')).platformaticClient,
};

const { KAFKA_CLIENT } = readEnv(z.object({ KAFKA_CLIENT: KafkaClientChoice }));
/** While the function starts, and of the two clients only the one that is chosen: each is most of what such a start costs. */
const connect = await LOADERS[KAFKA_CLIENT]();

/** The brokers, by the client that KAFKA_CLIENT names. */
export const producingKafka = (env: KafkaEnv): ProducingKafka => producingBy(connect, env);
