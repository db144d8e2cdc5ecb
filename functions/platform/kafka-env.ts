import * as z from 'zod/mini';

/** What a function needs to reach the brokers. */
export const KafkaEnv = z.object({
  /** host:port, separated by commas. */
  KAFKA_BROKERS: z.string(),
  /** `iam`: TLS and an MSK IAM token. `none`: plain text, for the broker on one machine. */
  KAFKA_AUTH: z.enum(['iam', 'none']),
});
export type KafkaEnv = z.input<typeof KafkaEnv>;

/** What a consumer does with failed records: `report` needs a source with ReportBatchItemFailures; `throw` is right everywhere. */
export const FailureMode = z.enum(['report', 'throw']);
export type FailureMode = z.infer<typeof FailureMode>;

/** How many records with different keys a consumer processes at once, written as text in the environment. */
export const RecordsAtOnce = z.pipe(
  z.string().check(z.regex(/^[1-9]\d*$/, 'must be a whole number from 1')),
  z.transform((text) => Number(text)),
);
