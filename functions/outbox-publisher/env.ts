import * as z from 'zod/mini';
import { KafkaEnv } from '../platform/kafka-env.ts';

export const OutboxPublisherEnv = z.extend(KafkaEnv, {
  /** Which rows this instance publishes. */
  OUTBOX: z.enum(['orders', 'payments']),
  OUTBOX_TABLE: z.string(),
  /** Of the topics of the stage; empty where it has none. */
  TOPIC_PREFIX: z.string(),
});
export type OutboxPublisherEnv = z.input<typeof OutboxPublisherEnv>;
