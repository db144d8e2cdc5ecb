import * as z from 'zod/mini';
import { Seconds } from '../platform/env.ts';

export const PaymentGatewaySimulatorEnv = z.object({
  LEDGER_TABLE: z.string(),
  GATEWAY_KEY: z.string(),
  /** How long an idempotency key is remembered. */
  KEY_WINDOW_SECONDS: Seconds,
});
export type PaymentGatewaySimulatorEnv = z.input<typeof PaymentGatewaySimulatorEnv>;
