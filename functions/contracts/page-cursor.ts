import * as z from 'zod/mini';
import { CONSUMERS } from './consumers.ts';

/** What is left to read of a topic as it was when the reading began. */
export const PageCursor = z.array(z.object({ partition: z.int(), next: z.int(), end: z.int() }));
export type PageCursor = z.infer<typeof PageCursor>;

/** A part of a quarantine topic; without a cursor, its beginning. */
export const QuarantinePage = z.object({
  /** The topic that the records came from. */
  topic: z.string().check(z.minLength(1)),
  consumer: z.enum([CONSUMERS.paymentProcessor, CONSUMERS.statusUpdater]),
  cursor: z.optional(PageCursor),
  /** How many records are looked at, at most. */
  limit: z.int().check(z.gte(1), z.lte(500)),
  /** Only records with this error. */
  error: z.optional(z.string()),
});
