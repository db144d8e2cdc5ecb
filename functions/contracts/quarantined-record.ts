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

/** The same where it is larger than Lambda takes: hundreds of thousands of small headers are eight times as long in JSON. */
export const PackedQuarantineRequest = z.object({
  action: z.literal('quarantine-packed'),
  /** JSON, in gzip, in base64. */
  request: z.string(),
});
export type PackedQuarantineRequest = z.infer<typeof PackedQuarantineRequest>;

/** Where the record lies now. */
export const QuarantineResponse = z.object({ topic: z.string(), partition: z.int(), offset: z.int() });
export type QuarantineResponse = z.infer<typeof QuarantineResponse>;

/** The quarantine topic of a consumer. */
export const quarantineTopic = (topic: string, consumer: string) => `${topic}.${consumer}.dlq`;

/** What quarantine says about a record, in headers behind the record's own; of a repeated name, the last one is ours. */
export const QUARANTINE_HEADERS = {
  topic: 'chargeonce.quarantine.topic',
  partition: 'chargeonce.quarantine.partition',
  offset: 'chargeonce.quarantine.offset',
  timestamp: 'chargeonce.quarantine.timestamp',
  error: 'chargeonce.quarantine.error',
  message: 'chargeonce.quarantine.message',
  /** How often the record went to quarantine, with all its redrives. */
  attempts: 'chargeonce.quarantine.attempts',
  firstFailedAt: 'chargeonce.quarantine.first-failed-at',
  lastFailedAt: 'chargeonce.quarantine.last-failed-at',
  /** Names of the record's headers that had no value; present where there were any. */
  nullHeaders: 'chargeonce.quarantine.null-headers',
} as const;

/** The same under the names that Spring Kafka's DeadLetterPublishingRecoverer gives; its numbers are big-endian bytes. */
export const SPRING_HEADERS = {
  topic: 'kafka_dlt-original-topic',
  partition: 'kafka_dlt-original-partition',
  offset: 'kafka_dlt-original-offset',
  timestamp: 'kafka_dlt-original-timestamp',
  error: 'kafka_dlt-exception-fqcn',
  message: 'kafka_dlt-exception-message',
} as const;

/** And under those of Kafka Connect, which web interfaces for Kafka know; all text. */
export const CONNECT_HEADERS = {
  topic: '__connect.errors.topic',
  partition: '__connect.errors.partition',
  offset: '__connect.errors.offset',
  error: '__connect.errors.exception.class.name',
  message: '__connect.errors.exception.message',
} as const;

/** What a record carries that was put back into its topic. */
export const REDRIVE_HEADERS = {
  /** Where it lay in quarantine: `<topic>-<partition>@<offset>`. */
  from: 'chargeonce.redrive.from',
  at: 'chargeonce.redrive.at',
  attempts: 'chargeonce.redrive.attempts',
  firstFailedAt: 'chargeonce.redrive.first-failed-at',
} as const;
