import * as z from 'zod/mini';
import { KafkaEnv } from '../platform/kafka-env.ts';

export const OutboxPublisherEnv = z.extend(KafkaEnv, {
  /** Which rows this instance publishes. */
  OUTBOX: z.enum(['orders', 'payments']),
  OUTBOX_TABLE: z.string(),
  TOPIC: z.string(),
});
export type OutboxPublisherEnv = z.input<typeof OutboxPublisherEnv>;
