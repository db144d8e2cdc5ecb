import * as z from 'zod/mini';
import { PageCursor, QuarantinePage } from './page-cursor.ts';
import { SourceRecord } from './source-record.ts';

/** Asks kafka-operator what is in quarantine, page by page. */
export const ListQuarantinedRequest = z.extend(QuarantinePage, { action: z.literal('list-quarantined') });
export type ListQuarantinedRequest = z.infer<typeof ListQuarantinedRequest>;

/** A record in quarantine, without its value. What only quarantine's headers tell is null where they are missing. */
export const QuarantinedRecord = z.object({
  place: SourceRecord,
  /** As text; null where it has none. */
  key: z.nullable(z.string()),
  bytes: z.int(),
  original: z.nullable(SourceRecord),
  error: z.nullable(z.string()),
  message: z.nullable(z.string()),
  attempts: z.int(),
  firstFailedAt: z.nullable(z.string()),
  lastFailedAt: z.nullable(z.string()),
  /** The record in this quarantine that was put back and came here again as this one: `<topic>-<partition>@<offset>`. */
  redrivenFrom: z.nullable(z.string()),
});
export type QuarantinedRecord = z.infer<typeof QuarantinedRecord>;

/** `cursor` is null when there is no more. */
export const ListQuarantinedAnswer = z.object({
  records: z.array(QuarantinedRecord),
  cursor: z.nullable(PageCursor),
});
export type ListQuarantinedAnswer = z.infer<typeof ListQuarantinedAnswer>;
