import * as z from 'zod/mini';

export const OrderApiEnv = z.object({
  ORDERS_TABLE: z.string(),
  /** The JWT claim that names the tenant. */
  TENANT_CLAIM: z.string(),
});
export type OrderApiEnv = z.input<typeof OrderApiEnv>;
