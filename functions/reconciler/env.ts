import * as z from 'zod/mini';
import { Seconds } from '../platform/env.ts';

export const ReconcilerEnv = z.object({
  ORDERS_TABLE: z.string(),
  PAYMENT_DEDUP_TABLE: z.string(),
  /** How long an order's event may be under way before it is published once more. */
  RECONCILE_AFTER_SECONDS: Seconds,
});
export type ReconcilerEnv = z.input<typeof ReconcilerEnv>;
