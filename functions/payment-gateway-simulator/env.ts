import * as z from 'zod/mini';
import { Seconds } from '../platform/env.ts';

export const PaymentGatewaySimulatorEnv = z.object({
  LEDGER_TABLE: z.string(),
  GATEWAY_KEY: z.string(),
  /** How long an idempotency key is remembered. */
  KEY_WINDOW_SECONDS: Seconds,
  /** Where events are sent; empty where nobody receives them. */
  WEBHOOK_URL: z.string(),
  /** What events are signed with. */
  WEBHOOK_SECRET: z.string(),
  /** `asynchronous`: only what no caller has been answered with. */
  WEBHOOK_EVENTS: z.enum(['asynchronous', 'all']),
});
export type PaymentGatewaySimulatorEnv = z.input<typeof PaymentGatewaySimulatorEnv>;
