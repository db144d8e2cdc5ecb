import * as z from 'zod/mini';

/** What a function needs to reach the brokers. */
export const KafkaEnv = z.object({
  /** host:port, separated by commas. */
  KAFKA_BROKERS: z.string(),
  /** `iam`: TLS and an MSK IAM token. `none`: plain text, for the broker on one machine. */
  KAFKA_AUTH: z.enum(['iam', 'none']),
});
export type KafkaEnv = z.input<typeof KafkaEnv>;
