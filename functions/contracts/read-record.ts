import * as z from 'zod/mini';
import { PageCursor } from './page-cursor.ts';
import { EncodedRecord } from './quarantine.ts';

/** Asks kafka-operator for the record at one place. */
export const ReadRecordRequest = z.object({
  action: z.literal('read-record'),
  topic: z.string().check(z.minLength(1)),
  partition: z.int().check(z.gte(0)),
  offset: z.int().check(z.gte(0)),
});
export type ReadRecordRequest = z.infer<typeof ReadRecordRequest>;

/** Null where the topic no longer holds the record, or not yet. */
export const ReadRecordAnswer = z.object({ record: z.nullable(EncodedRecord) });
export type ReadRecordAnswer = z.infer<typeof ReadRecordAnswer>;

/** Asks kafka-operator for the records of a topic, page by page; without a cursor, from its beginning to its end of now. */
export const ReadRecordsRequest = z.object({
  action: z.literal('read-records'),
  topic: z.string().check(z.minLength(1)),
  cursor: z.optional(PageCursor),
  /** How many records a page has at most; fewer where they are large. */
  limit: z.int().check(z.gte(1), z.lte(5_000)),
});
export type ReadRecordsRequest = z.infer<typeof ReadRecordsRequest>;

/** `cursor` is null when there is no more. */
export const ReadRecordsAnswer = z.object({ records: z.array(EncodedRecord), cursor: z.nullable(PageCursor) });
export type ReadRecordsAnswer = z.infer<typeof ReadRecordsAnswer>;
