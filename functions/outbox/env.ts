import * as z from 'zod/mini';
import { KafkaEnv } from '../platform/kafka-env.ts';

/** What every publisher reads by itself. */
export const OutboxEnv = z.extend(KafkaEnv, {
  OUTBOX_TABLE: z.string(),
  /** Of the topics of the stage; empty where it has none. */
  TOPIC_PREFIX: z.string(),
});
export type OutboxEnv = z.input<typeof OutboxEnv>;
