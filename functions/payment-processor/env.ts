import * as z from 'zod/mini';
import { PaymentsEnv } from '../payments/env.ts';
import { FailureMode, RecordsAtOnce } from '../platform/kafka-env.ts';

export const PaymentProcessorEnv = z.extend(PaymentsEnv, {
  QUARANTINE_FUNCTION: z.string(),
  FAILURE_MODE: FailureMode,
  RECORDS_AT_ONCE: RecordsAtOnce,
});
export type PaymentProcessorEnv = z.input<typeof PaymentProcessorEnv>;
