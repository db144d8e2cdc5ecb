import * as z from 'zod/mini';
import { PaymentsEnv } from '../payments/env.ts';
import { Seconds } from '../platform/env.ts';

export const AuditorEnv = z.object({
  ORDERS_TABLE: z.string(),
  TOPIC_PREFIX: z.string(),
  /** The function that reads topics: nobody else has a way to the brokers. */
  KAFKA_OPERATOR_FUNCTION: z.string(),
  /** How long an order's event may be under way before it is published once more. */
  RECONCILE_AFTER_SECONDS: Seconds,
  ...z.pick(PaymentsEnv, {
    ...{ PAYMENT_DEDUP_TABLE: true, GATEWAY_API: true, GATEWAY_URL: true, GATEWAY_KEY_IN: true, GATEWAY_KEY: true },
  }).shape,
});
export type AuditorEnv = z.input<typeof AuditorEnv>;
