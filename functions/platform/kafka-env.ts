import * as z from 'zod/mini';

/** Which client library publishes (docs/adr/033). */
export const KafkaClientChoice = z._default(z.enum(['kafkajs', 'platformatic']), 'kafkajs');
export type KafkaClientChoice = z.output<typeof KafkaClientChoice>;

/** What a function needs to reach the brokers. */
export const KafkaEnv = z.object({
  /** host:port, separated by commas. */
  KAFKA_BROKERS: z.string(),
  /**
   * `iam`: TLS and an MSK IAM token. `scram`: TLS and a password (SCRAM-SHA-512). `mtls`: TLS with a certificate of the client.
   * `none`: plain text, for the broker on one machine.
   */
  KAFKA_AUTH: z.enum(['iam', 'scram', 'mtls', 'none']),
  /** The secret with the password or certificate, by name or ARN. */
  KAFKA_SECRET: z.optional(z.string()),
  /** The secret with the certificate of the authority that vouches for the brokers; absent: a public one. */
  KAFKA_CA_SECRET: z.optional(z.string()),
  KAFKA_CLIENT: z.optional(KafkaClientChoice),
});
export type KafkaEnv = z.input<typeof KafkaEnv>;
