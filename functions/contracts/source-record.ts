import * as z from 'zod/mini';

/** The furthest moment that a Date can hold, in milliseconds since the epoch. A producer may write any 64-bit number. */
export const LATEST_TIMESTAMP = 8_640_000_000_000_000;

/** Where a record lies in Kafka. `timestamp` is Kafka's, in milliseconds since the epoch; -1 is what nobody knows. */
export const SourceRecord = z.object({
  topic: z.string().check(z.minLength(1), z.maxLength(249)),
  partition: z.int().check(z.gte(-1)),
  offset: z.int().check(z.gte(-1)),
  timestamp: z.int().check(z.gte(-1), z.lte(LATEST_TIMESTAMP)),
});
export type SourceRecord = z.infer<typeof SourceRecord>;

/**
 * The broker's answer to "is the event stored?": recorded on the order after acks=all. Where that record was lost, the
 * payment proves the place; `acknowledgedAt` is then when the payment was decided: the broker had the event by that time.
 */
export const Receipt = z.object({
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
  acknowledgedAt: z.string(),
});
export type Receipt = z.infer<typeof Receipt>;
