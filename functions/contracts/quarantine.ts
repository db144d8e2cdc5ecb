import * as z from 'zod/mini';

/** A Kafka record as it travels in JSON: bytes as base64; null stays null. */
export const EncodedRecord = z.object({
  topic: z.string().check(z.minLength(1)),
  partition: z.int(),
  offset: z.int(),
  /** Any 64-bit number that a producer wrote. */
  timestamp: z.number(),
  key: z.nullable(z.string()),
  value: z.nullable(z.string()),
  headers: z.array(z.object({ name: z.string(), value: z.nullable(z.string()) })),
});
export type EncodedRecord = z.infer<typeof EncodedRecord>;

/** What a consumer asks for a record that it can never process. */
export const QuarantineRequest = z.object({
  action: z.literal('quarantine'),
  consumer: z.string().check(z.minLength(1)),
  record: EncodedRecord,
  error: z.object({ name: z.string(), message: z.string() }),
});
export type QuarantineRequest = z.infer<typeof QuarantineRequest>;

/** Where the record lies now. */
export const QuarantineAnswer = z.object({ topic: z.string(), partition: z.int(), offset: z.int() });
export type QuarantineAnswer = z.infer<typeof QuarantineAnswer>;

/** The quarantine topic of a consumer. */
export const quarantineTopic = (topic: string, consumer: string) => `${topic}.${consumer}.dlq`;
