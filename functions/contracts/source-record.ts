import * as z from 'zod/mini';

/** Where a record lies in Kafka. `timestamp` is Kafka's, in milliseconds since the epoch. */
export const SourceRecord = z.object({
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
  timestamp: z.int(),
});
export type SourceRecord = z.infer<typeof SourceRecord>;

/** The broker's answer to "is the event stored?": recorded on the order after acks=all. */
export const Receipt = z.object({
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
  acknowledgedAt: z.string(),
});
export type Receipt = z.infer<typeof Receipt>;
