import * as z from 'zod/mini';

export const GatewayWebhookEnv = z.object({
  PAYMENT_DEDUP_TABLE: z.string(),
  WEBHOOK_SECRET_IN: z.enum(['environment', 'secrets-manager']),
  /** The endpoint's signing secret itself, where it is no secret; else the secret that holds it. */
  WEBHOOK_SECRET: z.string().check(z.minLength(1)),
});
export type GatewayWebhookEnv = z.input<typeof GatewayWebhookEnv>;
