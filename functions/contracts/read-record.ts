import * as z from 'zod/mini';
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
