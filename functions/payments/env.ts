import * as z from 'zod/mini';
import { Seconds } from '../platform/env.ts';

/** What every function that makes payments reads. */
export const PaymentsEnv = z.object({
  PAYMENT_DEDUP_TABLE: z.string(),
  /** Whose API is served at the URL; the simulator's is Stripe's. */
  GATEWAY_API: z._default(z.enum(['stripe', 'airwallex']), 'stripe'),
  GATEWAY_URL: z.url(),
  GATEWAY_KEY_IN: z.enum(['environment', 'secrets-manager']),
  /** The key itself, where it is no secret; else the secret that holds it. */
  GATEWAY_KEY: z.string().check(z.minLength(1)),
  FUNCTION_TIMEOUT_SECONDS: Seconds,
});
export type PaymentsEnv = z.input<typeof PaymentsEnv>;
