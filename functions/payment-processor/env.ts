import * as z from 'zod/mini';
import { Seconds } from '../platform/env.ts';
import { FailureMode, RecordsAtOnce } from '../platform/kafka-env.ts';

export const PaymentProcessorEnv = z.object({
  PAYMENT_DEDUP_TABLE: z.string(),
  QUARANTINE_FUNCTION: z.string(),
  FAILURE_MODE: FailureMode,
  RECORDS_AT_ONCE: RecordsAtOnce,
  GATEWAY_URL: z.url(),
  GATEWAY_KEY_IN: z.enum(['environment', 'secrets-manager']),
  /** The key itself, where it is no secret; else the secret that holds it. */
  GATEWAY_KEY: z.string().check(z.minLength(1)),
  FUNCTION_TIMEOUT_SECONDS: Seconds,
  SAFE_WINDOW_SECONDS: Seconds,
  /** How long one charge request may be under way, the network's share included. */
  REQUEST_IN_FLIGHT_SECONDS: Seconds,
  /** How long the gateway's list may lag behind its charges. */
  LOOKUP_LAG_SECONDS: Seconds,
  CLOCK_ERROR_SECONDS: Seconds,
  PARK_AFTER_SECONDS: Seconds,
});
export type PaymentProcessorEnv = z.input<typeof PaymentProcessorEnv>;
