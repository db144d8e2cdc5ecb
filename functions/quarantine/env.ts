import { KafkaEnv } from '../platform/kafka-env.ts';

export const QuarantineEnv = KafkaEnv;
export type QuarantineEnv = KafkaEnv;
