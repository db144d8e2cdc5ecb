import * as z from 'zod/mini';

export const OutboxPublisherEnv = z.object({
  /** Which rows this instance publishes. */
  OUTBOX: z.enum(['orders', 'payments']),
});
export type OutboxPublisherEnv = z.input<typeof OutboxPublisherEnv>;
