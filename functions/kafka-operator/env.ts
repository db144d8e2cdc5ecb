import { KafkaEnv } from '../platform/kafka-env.ts';

export const KafkaOperatorEnv = KafkaEnv;
export type KafkaOperatorEnv = KafkaEnv;
