import * as z from 'zod/mini';
import { PageCursor, QuarantinePage } from './page-cursor.ts';
import { QuarantineAnswer } from './quarantine.ts';

/** Asks kafka-operator to put quarantined records back into their topic, page by page. */
export const RedriveRequest = z.extend(QuarantinePage, {
  action: z.literal('redrive'),
  /** Decides, and writes nothing. */
  dryRun: z.boolean(),
  /** Records that were put back and came to this quarantine again: only their last copies are put back. */
  superseded: z.optional(z.array(z.object({ partition: z.int(), offset: z.int() }))),
});
export type RedriveRequest = z.infer<typeof RedriveRequest>;

/** A record that stays in quarantine alone, and why. */
export const Refusal = z.object({ place: QuarantineAnswer, error: z.nullable(z.string()), reason: z.string() });
export type Refusal = z.infer<typeof Refusal>;

/** What became of a page; `cursor` is null when there is no more. */
export const RedriveAnswer = z.object({
  /** Put back; in a dry run, those that would be. */
  redriven: z.int(),
  /** Passed over for having another error than the one asked for. */
  others: z.int(),
  /** Passed over for having a later copy in this quarantine. */
  superseded: z.int(),
  refused: z.array(Refusal),
  cursor: z.nullable(PageCursor),
});
export type RedriveAnswer = z.infer<typeof RedriveAnswer>;
